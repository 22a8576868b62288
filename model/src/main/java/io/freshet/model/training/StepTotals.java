/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what the sub-batches of a step report. */
final class StepTotals {
  private final Map<String, LossSum> sums = new TreeMap<>();
  private final Map<String, StepReport.InBatchRanks> ranks = new LinkedHashMap<>();
  private int pairs;

  private record LossSum(double sum, int count) {}

  void add(SubBatch batch, TaskObjective objective, SubBatchPass.Result result) {
    pairs += batch.rows().size();
    sums.merge(
        batch.task(),
        new LossSum(result.loss(), 1),
        (a, b) -> new LossSum(a.sum() + b.sum(), a.count() + b.count()));
    // Under CoSENT a row's document may be graded as unlike its query: no rank to speak of.
    if (objective.loss() != LossKind.COSENT) {
      ranks.merge(batch.task(), result.ranks(), StepTotals::sum);
    }
  }

  boolean finite() {
    return losses().values().stream().allMatch(Double::isFinite);
  }

  Map<String, Double> losses() {
    Map<String, Double> losses = new TreeMap<>();
    sums.forEach((task, sum) -> losses.put(task, sum.sum() / sum.count()));
    return losses;
  }

  StepReport report(long steps, double norm, double learningRate, boolean skipped) {
    return new StepReport(
        steps, pairs, losses(), norm, learningRate, skipped, skipped ? Map.of() : ranks);
  }

  private static StepReport.InBatchRanks sum(StepReport.InBatchRanks a, StepReport.InBatchRanks b) {
    return new StepReport.InBatchRanks(
        a.rows() + b.rows(),
        a.reciprocalRankSum() + b.reciprocalRankSum(),
        a.firstCount() + b.firstCount(),
        a.candidateSum() + b.candidateSum());
  }
}
