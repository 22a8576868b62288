/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.evaluation.comparison.ForgettingMatrix;
import io.freshet.jobs.flink.JobMetrics;
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
  private final Map<String, Double> written = new HashMap<>();
  private volatile Map<String, Double> values = Map.of();

  GateMetrics(MetricGroup parent) {
    group = parent;
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
    // What a new probe set cannot be compared on anymore shows no number, not its last one.
    written.replaceAll((key, before) -> Double.NaN);
    matrix
        .rows()
        .get(newest)
        .scores()
        .forEach((task, score) -> put(task, JobMetrics.PROBE_NDCG, score));
    matrix
        .forgetting(newest)
        .forEach((task, lost) -> put(task, JobMetrics.FORGETTING, lost.loss()));
    matrix.worst(newest).ifPresent(lost -> put("", JobMetrics.WORST_FORGETTING, lost.loss()));
    matrix.rows().get(newest).average().ifPresent(mean -> put("", JobMetrics.PROBE_MEAN, mean));
    matrix
        .backwardTransfer(newest)
        .ifPresent(transfer -> put("", JobMetrics.BACKWARD_TRANSFER, transfer));
    values = Map.copyOf(written);
  }

  private void put(String task, JobMetrics metric, double value) {
    String key = task + "/" + metric.name();
    if (written.put(key, value) == null) {
      String[] labels = task.isEmpty() ? new String[0] : new String[] {task};
      metric.gauge(group, () -> values.getOrDefault(key, Double.NaN), labels);
    }
  }
}
