/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.negatives;

import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.evaluation.beir.BeirDocument;
import io.freshet.evaluation.beir.BeirSuite;
import io.freshet.jobs.negatives.Candidate;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The documents of an index and, once encoded, an exact search among them.
 *
 * @param passages as they are encoded, none twice
 */
record Corpus(List<String> passages) {
  private static final int BLOCK = 1_000;

  Corpus {
    passages = List.copyOf(passages);
  }

  /** The documents of collections and the positives of examples. */
  static Corpus of(List<BeirSuite.Dataset> collections, List<TrainingExample> examples)
      throws IOException {
    Set<String> passages = new LinkedHashSet<>();
    for (BeirSuite.Dataset each : collections) {
      each.folder()
          .documents(
              BLOCK, block -> block.stream().map(BeirDocument::content).forEach(passages::add));
    }
    for (TrainingExample example : examples) {
      example.positives().stream().map(TextItem::text).forEach(passages::add);
    }
    passages.removeIf(String::isBlank);
    return new Corpus(List.copyOf(passages));
  }

  /** The vectors of all documents, [documents, dimension]. */
  float[][] encode(EmbeddingModel model) {
    List<float[]> vectors = new ArrayList<>();
    for (int from = 0; from < passages.size(); from += BLOCK) {
      List<String> block = passages.subList(from, Math.min(passages.size(), from + BLOCK));
      vectors.addAll(List.of(model.embed(block, TextRole.DOCUMENT)));
    }
    return vectors.toArray(float[][]::new);
  }

  /** The nearest documents of a query, best first. */
  List<Candidate> nearest(float[][] vectors, float[] query, int depth) {
    PriorityQueue<Candidate> best =
        new PriorityQueue<>(Comparator.comparingDouble(Candidate::score));
    for (int i = 0; i < vectors.length; i++) {
      double score = 0;
      for (int j = 0; j < query.length; j++) {
        score += query[j] * vectors[i][j];
      }
      if (best.size() < depth || score > best.element().score()) {
        best.add(candidate(i, score));
        if (best.size() > depth) {
          best.remove();
        }
      }
    }
    return best.stream().sorted(Comparator.comparingDouble(Candidate::score).reversed()).toList();
  }

  private Candidate candidate(int document, double score) {
    String passage = passages.get(document);
    return new Candidate("d" + document, passage, passage, score);
  }
}
