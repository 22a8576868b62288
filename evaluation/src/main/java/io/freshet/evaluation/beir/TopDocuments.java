/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import io.freshet.evaluation.metrics.RankOrder;
import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.evaluation.metrics.Ties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The best documents of one query so far: a binary heap whose head is the worst, of eight bytes a
 * document. Not thread-safe.
 */
final class TopDocuments {
  private final int limit;
  private final Ties ties;
  // Shared by all queries: documents are known by their place in it.
  private final List<String> ids;
  private float[] scores;
  private int[] documents;
  private int size;

  TopDocuments(int limit, Ties ties, List<String> ids) {
    this.limit = limit;
    this.ties = ties;
    this.ids = ids;
    this.scores = new float[Math.min(limit, 64)];
    this.documents = new int[scores.length];
  }

  /**
   * Keeps a document if it is among the best.
   *
   * @throws IllegalStateException if the score is not a number
   */
  void offer(int document, float score) {
    if (size == limit && score < scores[0]) {
      return;
    }
    if (Float.isNaN(score)) {
      throw new IllegalStateException(
          "the score of document " + ids.get(document) + " is not a number");
    }
    if (size < limit) {
      if (size == scores.length) {
        int larger = Math.min(limit, 2 * size);
        scores = Arrays.copyOf(scores, larger);
        documents = Arrays.copyOf(documents, larger);
      }
      scores[size] = score;
      documents[size] = document;
      size++;
      moveUp(size - 1);
    } else if (worse(scores[0], documents[0], score, document)) {
      scores[0] = score;
      documents[0] = document;
      moveDown();
    }
  }

  /** The score below which a document is of no use. */
  float threshold() {
    return size < limit ? Float.NEGATIVE_INFINITY : scores[0];
  }

  /** The documents, in no order. */
  List<ScoredDocument> documents() {
    List<ScoredDocument> best = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      best.add(new ScoredDocument(ids.get(documents[i]), scores[i]));
    }
    return best;
  }

  private void moveUp(int from) {
    int child = from;
    while (child > 0) {
      int parent = (child - 1) / 2;
      if (!worse(scores[child], documents[child], scores[parent], documents[parent])) {
        return;
      }
      swap(child, parent);
      child = parent;
    }
  }

  private void moveDown() {
    int parent = 0;
    while (2 * parent + 1 < size) {
      int child = 2 * parent + 1;
      if (child + 1 < size
          && worse(scores[child + 1], documents[child + 1], scores[child], documents[child])) {
        child++;
      }
      if (!worse(scores[child], documents[child], scores[parent], documents[parent])) {
        return;
      }
      swap(child, parent);
      parent = child;
    }
  }

  private boolean worse(float score, int document, float otherScore, int other) {
    if (score != otherScore) {
      return score < otherScore;
    }
    return switch (ties) {
      case DESCENDING_ID -> RankOrder.compareIds(ids.get(document), ids.get(other)) < 0;
      case ASCENDING_ID -> RankOrder.compareIds(ids.get(document), ids.get(other)) > 0;
      case AS_GIVEN -> document > other;
    };
  }

  private void swap(int a, int b) {
    float score = scores[a];
    scores[a] = scores[b];
    scores[b] = score;
    int document = documents[a];
    documents[a] = documents[b];
    documents[b] = document;
  }
}
