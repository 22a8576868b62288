/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.MetricGroup;

/**
 * Gauges whose labels are known only when their first number comes, which registers them. Set by
 * one thread, read by those of reporters.
 */
public final class LabelledGauges {
  private final MetricGroup group;
  private final Map<GaugeName, Double> values = new ConcurrentHashMap<>();

  /**
   * A gauge by its labels.
   *
   * @param labels values, in the order of the metric's keys
   */
  public record GaugeName(JobMetrics metric, List<String> labels) {
    /** A name with some labels, or none. */
    public static GaugeName of(JobMetrics metric, String... labels) {
      return new GaugeName(metric, List.of(labels));
    }
  }

  /**
   * Shows nothing yet.
   *
   * @param group the operator's own
   */
  public LabelledGauges(MetricGroup group) {
    this.group = group;
  }

  /** Shows a number. */
  public void set(GaugeName name, double value) {
    if (values.put(name, value) == null) {
      name.metric()
          .gauge(
              group,
              () -> values.getOrDefault(name, Double.NaN),
              name.labels().toArray(new String[0]));
    }
  }

  /** Shows these numbers, and none where one was shown before that is not among them. */
  public void setAll(Map<GaugeName, Double> now) {
    values.replaceAll((name, before) -> now.getOrDefault(name, Double.NaN));
    now.forEach(this::set);
  }
}
