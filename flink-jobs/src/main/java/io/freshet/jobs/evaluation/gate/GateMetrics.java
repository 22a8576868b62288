/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.evaluation.comparison.ForgettingMatrix;
import io.freshet.jobs.flink.JobMetrics;
import io.freshet.jobs.flink.LabelledGauges;
import io.freshet.jobs.flink.LabelledGauges.GaugeName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * The forgetting matrix of the newest scored version as gauges, and counters of verdicts. Gauges
 * are read by other threads; everything else is used by the task's own.
 */
final class GateMetrics {
  private final MetricGroup group;
  private final Map<String, Counter> verdicts = new HashMap<>();
  private final LabelledGauges gauges;

  GateMetrics(MetricGroup parent) {
    group = parent;
    gauges = new LabelledGauges(parent);
  }

  /** Counts a decision that was made now. */
  void count(Decision decision) {
    String verdict = decision.verdict().name();
    verdicts.computeIfAbsent(verdict, name -> JobMetrics.DECISIONS.counter(group, name)).inc();
  }

  /** Shows the newest scored version among the decisions. */
  void show(List<Decision> decisions) {
    ForgettingMatrix matrix = ProbeMatrix.of(decisions);
    int newest = matrix.rows().size() - 1;
    if (newest < 0) {
      return;
    }
    Map<GaugeName, Double> numbers = new HashMap<>();
    matrix
        .rows()
        .get(newest)
        .scores()
        .forEach((task, score) -> numbers.put(GaugeName.of(JobMetrics.PROBE_NDCG, task), score));
    matrix
        .forgetting(newest)
        .forEach(
            (task, lost) -> numbers.put(GaugeName.of(JobMetrics.FORGETTING, task), lost.loss()));
    matrix
        .worst(newest)
        .ifPresent(lost -> numbers.put(GaugeName.of(JobMetrics.WORST_FORGETTING), lost.loss()));
    matrix
        .rows()
        .get(newest)
        .average()
        .ifPresent(mean -> numbers.put(GaugeName.of(JobMetrics.PROBE_MEAN), mean));
    matrix
        .backwardTransfer(newest)
        .ifPresent(transfer -> numbers.put(GaugeName.of(JobMetrics.BACKWARD_TRANSFER), transfer));
    // What a new probe set cannot be compared on any more shows no number, not its last one.
    gauges.setAll(numbers);
  }
}
