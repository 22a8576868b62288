/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.tasks;

import io.freshet.evaluation.results.MtebResult;
import io.freshet.evaluation.vectors.Similarity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * Graded pairs: rows of {@code sentence1}, {@code sentence2}, {@code score}. The correlation of the
 * grades with the similarities; not a number where either are all equal.
 *
 * @param path the file
 */
public record StsTask(Path path) implements EvaluationTask {
  private static final String TYPE = "STS";

  @Override
  public MtebResult evaluate(TaskEncoder encoder, Similarity similarity) throws IOException {
    long start = System.nanoTime();
    List<String> left = new ArrayList<>();
    List<String> right = new ArrayList<>();
    List<Double> grades = new ArrayList<>();
    for (JsonRows row : JsonRows.read(path)) {
      left.add(row.text("sentence1"));
      right.add(row.text("sentence2"));
      grades.add(row.number("score"));
    }
    if (grades.size() < 2) {
      throw new IOException(path + ": a correlation needs two pairs at least");
    }
    double[] gold = grades.stream().mapToDouble(Double::doubleValue).toArray();
    Pairs pairs = Pairs.encode(encoder, TYPE, left, right);
    Map<String, Double> scores = new TreeMap<>();
    correlate("", gold, pairs.compare(similarity), scores);
    for (Similarity other :
        List.of(Similarity.COSINE, Similarity.EUCLIDEAN, Similarity.MANHATTAN)) {
      correlate(other.name().toLowerCase(Locale.ROOT) + "_", gold, pairs.compare(other), scores);
    }
    return new MtebResult(
        name(), "test", "cosine_spearman", scores, List.of(), (System.nanoTime() - start) / 1e9);
  }

  private static void correlate(
      String prefix, double[] gold, double[] values, Map<String, Double> scores) {
    scores.put(prefix + "pearson", new PearsonsCorrelation().correlation(gold, values));
    scores.put(prefix + "spearman", new SpearmansCorrelation().correlation(gold, values));
  }
}
