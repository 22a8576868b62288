/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import io.freshet.model.training.batch.StepReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what the sub-batches of a step report. */
public final class StepTotals {
  private final Map<String, Mean> losses = new TreeMap<>();
  private final Map<String, Map<String, Mean>> terms = new TreeMap<>();
  private final Map<String, StepReport.InBatchRanks> ranks = new LinkedHashMap<>();
  private int pairs;

  private record Mean(double sum, int count) {
    static Mean of(double value) {
      return new Mean(value, 1);
    }

    Mean plus(Mean other) {
      return new Mean(sum + other.sum, count + other.count);
    }

    double value() {
      return sum / count;
    }
  }

  /** Adds what a sub-batch reports. */
  public void add(SubBatchLoss loss, SubBatchPass.Result result) {
    pairs += loss.size();
    losses.merge(loss.task(), Mean.of(loss.total(result.values())), Mean::plus);
    Map<String, Mean> ofTask = terms.computeIfAbsent(loss.task(), task -> new TreeMap<>());
    loss.terms(result.values())
        .forEach((name, value) -> ofTask.merge(name, Mean.of(value), Mean::plus));
    if (loss.ranked()) {
      ranks.merge(loss.task(), loss.ranks(result.ranks()), StepTotals::sum);
    }
  }

  /** Adds what other sub-batches reported. */
  public void add(StepTotals other) {
    pairs += other.pairs;
    other.losses.forEach((task, mean) -> losses.merge(task, mean, Mean::plus));
    other.terms.forEach(
        (task, more) -> {
          Map<String, Mean> ofTask = terms.computeIfAbsent(task, key -> new TreeMap<>());
          more.forEach((name, mean) -> ofTask.merge(name, mean, Mean::plus));
        });
    other.ranks.forEach((task, more) -> ranks.merge(task, more, StepTotals::sum));
  }

  /** Whether every task's loss is a number. */
  public boolean finite() {
    return losses().values().stream().allMatch(Double::isFinite);
  }

  /** Mean loss by task. */
  public Map<String, Double> losses() {
    return values(losses);
  }

  /**
   * The report of the step.
   *
   * @param steps updates made, this one included
   * @param norm of all gradients together, before the clip
   * @param skipped whether no update was made
   */
  public StepReport report(long steps, double norm, double learningRate, boolean skipped) {
    Map<String, Map<String, Double>> values = new TreeMap<>();
    terms.forEach((task, ofTask) -> values.put(task, values(ofTask)));
    return new StepReport(
        steps, pairs, losses(), values, norm, learningRate, skipped, skipped ? Map.of() : ranks);
  }

  private static Map<String, Double> values(Map<String, Mean> means) {
    Map<String, Double> values = new TreeMap<>();
    means.forEach((name, mean) -> values.put(name, mean.value()));
    return values;
  }

  private static StepReport.InBatchRanks sum(StepReport.InBatchRanks a, StepReport.InBatchRanks b) {
    return new StepReport.InBatchRanks(
        a.rows() + b.rows(),
        a.reciprocalRankSum() + b.reciprocalRankSum(),
        a.firstCount() + b.firstCount(),
        a.candidateSum() + b.candidateSum());
  }
}
