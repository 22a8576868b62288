/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.batch;

import java.util.Map;

/**
 * What a step did.
 *
 * @param step how many updates stand after it
 * @param pairs rows in the step
 * @param losses mean loss by task, before the task's weight: the weighted sum of its terms
 * @param terms mean value of each loss by task and name, before its weight
 * @param gradientNorm global norm before the clip
 * @param skipped whether the update was left out because it was not finite
 * @param ranks by task, over fresh rows only, measured in the forward pass before the update
 */
public record StepReport(
    long step,
    int pairs,
    Map<String, Double> losses,
    Map<String, Map<String, Double>> terms,
    double gradientNorm,
    double learningRate,
    boolean skipped,
    Map<String, InBatchRanks> ranks) {
  public StepReport {
    losses = Map.copyOf(losses);
    terms = Map.copyOf(terms);
    ranks = Map.copyOf(ranks);
  }

  /**
   * The report of one of several trainers as that of the step that all of them made.
   *
   * @param after how many updates stand after it
   * @param all rows in the step
   */
  public StepReport of(long after, int all) {
    return new StepReport(after, all, losses, terms, gradientNorm, learningRate, skipped, ranks);
  }

  /**
   * Sums over fresh rows of the rank of the own positive among the in-batch candidates.
   *
   * @param rows how many rows were ranked
   * @param reciprocalRankSum sum of 1/rank
   * @param firstCount rows whose positive came first
   * @param candidateSum sum of the candidate counts, so that chance can be stated
   */
  public record InBatchRanks(
      long rows, double reciprocalRankSum, long firstCount, long candidateSum) {}
}
