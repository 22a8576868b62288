/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.model.training.batch.StepReport;
import java.util.HashMap;
import java.util.Map;

/**
 * What the steps since the last report did for one task.
 *
 * @param loss over its sub-batches
 * @param terms each of its losses over the sub-batches that had it, by name
 * @param rows in them
 * @param ranked fresh rows whose positive was ranked
 * @param reciprocalRankSum over those
 * @param firstCount of those, how many came first
 * @param candidateSum of their candidate counts
 */
public record TaskSums(
    Sum loss,
    Map<String, Sum> terms,
    long rows,
    long ranked,
    double reciprocalRankSum,
    long firstCount,
    long candidateSum) {

  /** Nothing yet. */
  public static final TaskSums NONE = new TaskSums(Sum.NONE, Map.of(), 0, 0, 0, 0, 0);

  /** Copies the terms. */
  public TaskSums {
    terms = Map.copyOf(terms);
  }

  /**
   * Values added up.
   *
   * @param count how many
   */
  public record Sum(double sum, long count) {
    static final Sum NONE = new Sum(0, 0);

    /** With one more; what is not finite is left out. */
    Sum plus(double value) {
      return Double.isFinite(value) ? new Sum(sum + value, count + 1) : this;
    }

    /** NaN of none. */
    double mean() {
      return count == 0 ? Double.NaN : sum / count;
    }
  }

  TaskSums plusRows(int count) {
    return new TaskSums(
        loss, terms, rows + count, ranked, reciprocalRankSum, firstCount, candidateSum);
  }

  TaskSums plusLoss(double value) {
    return new TaskSums(
        loss.plus(value), terms, rows, ranked, reciprocalRankSum, firstCount, candidateSum);
  }

  TaskSums plusTerms(Map<String, Double> values) {
    Map<String, Sum> more = new HashMap<>(terms);
    values.forEach((name, value) -> more.put(name, more.getOrDefault(name, Sum.NONE).plus(value)));
    return new TaskSums(loss, more, rows, ranked, reciprocalRankSum, firstCount, candidateSum);
  }

  TaskSums plusRanks(StepReport.InBatchRanks ranks) {
    return new TaskSums(
        loss,
        terms,
        rows,
        ranked + ranks.rows(),
        reciprocalRankSum + ranks.reciprocalRankSum(),
        firstCount + ranks.firstCount(),
        candidateSum + ranks.candidateSum());
  }

  /** Mean of each loss by name, of those that have one. */
  Map<String, Double> termLosses() {
    Map<String, Double> means = new HashMap<>();
    terms.forEach(
        (name, sum) -> {
          if (sum.count() > 0) {
            means.put(name, sum.mean());
          }
        });
    return means;
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
