/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scored answer to one query. Finds documents by id through a hash table with open addressing,
 * so that metrics look at judged documents and not at all of them. Immutable.
 */
public final class Ranking {
  private static final int NONE = -1;

  private final String queryId;
  private final List<ScoredDocument> documents;
  private final double[] scores;
  // Place of a document by hash of its id; at most half full.
  private final int[] table;

  /**
   * Copies the documents.
   *
   * @param documents in any order; their scores rank them
   * @throws IllegalArgumentException if a document is there twice
   */
  public Ranking(String queryId, List<ScoredDocument> documents) {
    this.queryId = queryId;
    this.documents = List.copyOf(documents);
    this.scores = new double[documents.size()];
    this.table = new int[Integer.highestOneBit(Math.max(1, scores.length)) * 4];
    Arrays.fill(table, NONE);
    for (int row = 0; row < scores.length; row++) {
      ScoredDocument document = this.documents.get(row);
      scores[row] = document.score();
      int slot = slot(document.id());
      if (table[slot] != NONE) {
        throw new IllegalArgumentException(
            "document " + document.id() + " answers query " + queryId + " twice");
      }
      table[slot] = row;
    }
  }

  /** Returns the id of the query. */
  public String queryId() {
    return queryId;
  }

  /** Returns the documents in the order given. */
  public List<ScoredDocument> documents() {
    return documents;
  }

  /** Returns the documents, best first in this order. */
  public List<ScoredDocument> ranked(RankOrder order) {
    List<ScoredDocument> ranked = new ArrayList<>(scores.length);
    for (int row : rank(order)) {
      ranked.add(documents.get(row));
    }
    return Collections.unmodifiableList(ranked);
  }

  /** Returns the documents' ids, best first in trec_eval's order. */
  public List<String> ids() {
    return ids(RankOrder.TREC_EVAL);
  }

  /** Returns the documents' ids, best first in this order. */
  public List<String> ids(RankOrder order) {
    return ranked(order).stream().map(ScoredDocument::id).toList();
  }

  /**
   * Returns grades by rank, best first, negative for documents that nobody judged.
   *
   * @param judgments grade by document id
   */
  int[] rankedGrades(Map<String, Integer> judgments, Definitions definitions) {
    int[] byRow = new int[scores.length];
    Arrays.fill(byRow, JudgedRanking.UNJUDGED);
    judgments.forEach(
        (document, grade) -> {
          int row = table[slot(document)];
          if (row != NONE) {
            byRow[row] = grade;
          }
        });
    int self = definitions.selfMatches() ? NONE : table[slot(queryId)];
    int[] ranked = new int[self == NONE ? scores.length : scores.length - 1];
    int rank = 0;
    for (int row : rank(definitions.order())) {
      if (row != self) {
        ranked[rank++] = byRow[row];
      }
    }
    return ranked;
  }

  private int[] rank(RankOrder order) {
    return order.rank(
        scores, (a, b) -> RankOrder.compareIds(documents.get(a).id(), documents.get(b).id()));
  }

  /** The slot that holds a document, or the empty one where it would be. */
  private int slot(String id) {
    int hash = id.hashCode() * 0x9e3779b9;
    int slot = (hash ^ (hash >>> 16)) & (table.length - 1);
    while (table[slot] != NONE && !documents.get(table[slot]).id().equals(id)) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ranking that
        && queryId.equals(that.queryId)
        && documents.equals(that.documents);
  }

  @Override
  public int hashCode() {
    return 31 * queryId.hashCode() + documents.hashCode();
  }

  @Override
  public String toString() {
    return "Ranking[" + queryId + ", " + documents + "]";
  }
}
