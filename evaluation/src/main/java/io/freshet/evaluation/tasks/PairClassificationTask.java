/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.tasks;

import io.freshet.evaluation.learning.BinaryScores;
import io.freshet.evaluation.results.MtebResult;
import io.freshet.evaluation.vectors.Similarity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pairs that belong together or not: rows of {@code sentence1}, {@code sentence2}, {@code label} 1
 * or 0. Average precision, and accuracy and F1 at their best thresholds, by every similarity.
 *
 * @param path the file
 */
public record PairClassificationTask(Path path) implements EvaluationTask {
  private static final String TYPE = "PairClassification";

  @Override
  public MtebResult evaluate(TaskEncoder encoder, Similarity similarity) throws IOException {
    long start = System.nanoTime();
    List<String> left = new ArrayList<>();
    List<String> right = new ArrayList<>();
    List<JsonRows> rows = JsonRows.read(path);
    boolean[] positive = new boolean[rows.size()];
    for (int i = 0; i < positive.length; i++) {
      JsonRows row = rows.get(i);
      left.add(row.text("sentence1"));
      right.add(row.text("sentence2"));
      double label = row.number("label");
      if (label != 0 && label != 1) {
        throw row.error("'label' must be 1 or 0");
      }
      positive[i] = label == 1;
    }
    Pairs pairs = Pairs.encode(encoder, TYPE, left, right);
    Map<String, Double> scores = new TreeMap<>();
    double best = 0;
    for (Similarity kind : Similarity.values()) {
      BinaryScores binary = BinaryScores.of(pairs.compare(kind), positive);
      put(kind.name().toLowerCase(Locale.ROOT), kind, binary, scores);
      best = Math.max(best, binary.averagePrecision());
    }
    put("similarity", similarity, BinaryScores.of(pairs.compare(similarity), positive), scores);
    scores.put("max_ap", best);
    return new MtebResult(
        name(), "test", "max_ap", scores, List.of(), (System.nanoTime() - start) / 1e9);
  }

  private static void put(
      String name, Similarity kind, BinaryScores binary, Map<String, Double> scores) {
    // Thresholds of distances are distances.
    double sign = kind == Similarity.EUCLIDEAN || kind == Similarity.MANHATTAN ? -1 : 1;
    scores.put(name + "_accuracy", binary.accuracy());
    scores.put(name + "_accuracy_threshold", sign * binary.accuracyThreshold());
    scores.put(name + "_f1", binary.f1());
    scores.put(name + "_f1_threshold", sign * binary.f1Threshold());
    scores.put(name + "_precision", binary.precision());
    scores.put(name + "_recall", binary.recall());
    scores.put(name + "_ap", binary.averagePrecision());
  }
}
