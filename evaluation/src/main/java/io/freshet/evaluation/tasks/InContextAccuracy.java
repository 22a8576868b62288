/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.tasks;

import io.freshet.evaluation.metrics.RankOrder;
import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.evaluation.results.MtebResult;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.files.TextLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often the labels of the k nearest examples name the label of a query: by majority, and
 * weighted by the inverse of the distance, as scikit-learn's {@code KNeighborsClassifier}. Of equal
 * labels the one with the nearest example wins. Stateless.
 */
public final class InContextAccuracy {
  private static final int[] NEIGHBOURS = {1, 5, 10, 20};
  private static final String MAIN = "accuracy_weighted_at_10";

  private InContextAccuracy() {}

  /** Reads labels by id: two columns apart by a tab, under a header. */
  public static Map<String, String> readLabels(Path file) throws IOException {
    Map<String, String> labels = new HashMap<>();
    try (TextLines lines = TextLines.open(file)) {
      boolean header = lines.next();
      while (header && lines.next()) {
        String[] columns = lines.text().split("\t", -1);
        if (columns.length != 2) {
          throw lines.error(
              columns.length + " columns, expected id, label apart by a tab, under a header");
        }
        if (labels.putIfAbsent(columns[0], columns[1]) != null) {
          throw lines.error(columns[0] + " has two labels");
        }
      }
    }
    return labels;
  }

  /**
   * Scores.
   *
   * @param run nearest examples by query
   * @param labels of queries and examples by id
   * @throws IOException if a query or an example has no label
   */
  public static MtebResult of(
      String name,
      String split,
      Collection<Ranking> run,
      Map<String, String> labels,
      Similarity similarity,
      double seconds)
      throws IOException {
    Map<String, Double> scores = new TreeMap<>();
    for (int k : NEIGHBOURS) {
      int majority = 0;
      int weighted = 0;
      for (Ranking ranking : run) {
        String actual = label(labels, ranking.queryId());
        List<ScoredDocument> nearest =
            ranking.ranked(RankOrder.TREC_EVAL).stream().limit(k).toList();
        Map<String, Double> counts = new LinkedHashMap<>();
        Map<String, Double> weights = new LinkedHashMap<>();
        for (ScoredDocument example : nearest) {
          String label = label(labels, example.id());
          counts.merge(label, 1.0, Double::sum);
          weights.merge(
              label, weight(example.score(), nearest.get(0).score(), similarity), Double::sum);
        }
        majority += best(counts).equals(actual) ? 1 : 0;
        weighted += best(weights).equals(actual) ? 1 : 0;
      }
      scores.put("accuracy_majority_at_" + k, (double) majority / run.size());
      scores.put("accuracy_weighted_at_" + k, (double) weighted / run.size());
    }
    return new MtebResult(name, split, MAIN, scores, List.of(), seconds);
  }

  /** Inverse of the distance; dot products know none, so there it falls by e for each unit. */
  private static double weight(double score, double best, Similarity similarity) {
    double distance =
        switch (similarity) {
          case COSINE -> 1 - score;
          case EUCLIDEAN, MANHATTAN -> -score;
          case DOT -> Math.exp(best - score);
        };
    return 1 / Math.max(1e-9, distance);
  }

  /** The first label of the largest value, labels in the order of their nearest example. */
  private static String best(Map<String, Double> values) {
    return values.entrySet().stream()
        .sorted(Comparator.comparingDouble(entry -> -entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  private static String label(Map<String, String> labels, String id) throws IOException {
    String label = labels.get(id);
    if (label == null) {
      throw new IOException(id + " has no label");
    }
    return label;
  }
}
