/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.model.training.StepReport;
import java.util.HashMap;
import java.util.Map;

/**
 * What the steps since the last report did for one task.
 *
 * @param lossSum over its sub-batches
 * @param batches sub-batches
 * @param rows in them
 * @param ranked fresh rows whose positive was ranked
 * @param reciprocalRankSum over those
 * @param firstCount of those, how many came first
 * @param candidateSum of their candidate counts
 */
public record TaskSums(
    double lossSum,
    long batches,
    long rows,
    long ranked,
    double reciprocalRankSum,
    long firstCount,
    long candidateSum) {

  /** Nothing yet. */
  public static final TaskSums NONE = new TaskSums(0, 0, 0, 0, 0, 0, 0);

  TaskSums plusRows(int count) {
    return new TaskSums(
        lossSum, batches, rows + count, ranked, reciprocalRankSum, firstCount, candidateSum);
  }

  TaskSums plusLoss(double loss) {
    return Double.isFinite(loss)
        ? new TaskSums(
            lossSum + loss, batches + 1, rows, ranked, reciprocalRankSum, firstCount, candidateSum)
        : this;
  }

  TaskSums plusRanks(StepReport.InBatchRanks ranks) {
    return new TaskSums(
        lossSum,
        batches,
        rows,
        ranked + ranks.rows(),
        reciprocalRankSum + ranks.reciprocalRankSum(),
        firstCount + ranks.firstCount(),
        candidateSum + ranks.candidateSum());
  }

  /** Mean loss, NaN where there was no sub-batch. */
  double loss() {
    return batches == 0 ? Double.NaN : lossSum / batches;
  }

  /** Test-then-train metrics by name, empty where nothing was ranked. */
  Map<String, Double> inBatch() {
    Map<String, Double> metrics = new HashMap<>();
    if (ranked > 0) {
      metrics.put("mrr", reciprocalRankSum / ranked);
      metrics.put("recall_1", (double) firstCount / ranked);
      metrics.put("candidates", (double) candidateSum / ranked);
    }
    return metrics;
  }
}
