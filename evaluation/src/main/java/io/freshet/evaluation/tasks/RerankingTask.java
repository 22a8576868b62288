/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.tasks;

import io.freshet.evaluation.learning.BinaryScores;
import io.freshet.evaluation.results.MtebResult;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Candidates of each query put in order: rows of {@code query}, {@code positive} texts, {@code
 * negative} texts. MAP as scikit-learn's average precision, MRR within the first ten. A row without
 * either side tells nothing and is left out, and counted.
 *
 * @param path the file
 */
public record RerankingTask(Path path) implements EvaluationTask {
  private static final int RANKS = 10;

  private record Row(String query, List<String> candidates, int positives) {}

  @Override
  public MtebResult evaluate(TaskEncoder encoder, Similarity similarity) throws IOException {
    long start = System.nanoTime();
    List<Row> rows = new ArrayList<>();
    int leftOut = 0;
    for (JsonRows row : JsonRows.read(path)) {
      List<String> candidates = new ArrayList<>(row.texts("positive"));
      int positives = candidates.size();
      candidates.addAll(row.texts("negative"));
      if (positives == 0 || positives == candidates.size()) {
        leftOut++;
      } else {
        rows.add(new Row(row.text("query"), candidates, positives));
      }
    }
    if (rows.isEmpty()) {
      throw new IOException(path + ": no row has both positive and negative texts");
    }
    float[][] queries = encoder.encode(rows.stream().map(Row::query).toList(), TextRole.QUERY);
    double ap = 0;
    double rr = 0;
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      float[][] candidates = encoder.encode(row.candidates(), TextRole.DOCUMENT);
      double[] scores = new double[candidates.length];
      boolean[] positive = new boolean[candidates.length];
      for (int j = 0; j < scores.length; j++) {
        scores[j] = similarity.of(queries[i], candidates[j]);
        positive[j] = j < row.positives();
      }
      ap += BinaryScores.averagePrecision(scores, positive);
      rr += reciprocalRank(scores, row.positives());
    }
    Map<String, Double> scores =
        Map.of(
            "map",
            ap / rows.size(),
            "mrr",
            rr / rows.size(),
            "num_queries",
            (double) rows.size(),
            "num_left_out",
            (double) leftOut);
    return new MtebResult(
        name(), "test", "map", scores, List.of(), (System.nanoTime() - start) / 1e9);
  }

  /** Of the best positive; negatives of the same score stand before it. */
  private static double reciprocalRank(double[] scores, int positives) {
    double best = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < positives; j++) {
      best = Math.max(best, scores[j]);
    }
    int rank = 1;
    for (int j = positives; j < scores.length; j++) {
      rank += scores[j] >= best ? 1 : 0;
    }
    return rank <= RANKS ? 1.0 / rank : 0;
  }
}
