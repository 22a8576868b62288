/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.metrics;

import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * One metric that an operator registers with Flink: its name, what it counts and where it stands.
 * The table in docs/monitoring.md is made from all of them.
 */
public interface MetricDefinition {

  /** What kind of Flink metric it is. */
  enum Kind {
    /** Counts up from zero in every attempt of a task. */
    COUNTER,
    /** A value as it is when somebody asks. */
    GAUGE
  }

  /** Which of Flink's groups an operator registers it in. */
  enum Scope {
    /** An operator in a TaskManager. */
    OPERATOR("flink_taskmanager_job_task_operator_"),
    /** The coordinator of a source, in the JobManager. */
    ENUMERATOR("flink_jobmanager_job_operator_coordinator_enumerator_");

    private final String prefix;

    Scope(String prefix) {
      this.prefix = prefix;
    }
  }

  /**
   * What is known of a metric.
   *
   * @param group name of the group below Flink's own
   * @param metric name in that group, by Flink's conventions: camel case, counts begin with {@code
   *     num}
   * @param description what is counted or measured, with its unit
   * @param labels keys of the labels it carries beside Flink's own, in the order of their groups
   */
  record Properties(
      String group,
      Kind kind,
      Scope scope,
      String metric,
      String description,
      List<String> labels) {
    /** Keeps its own copy of the labels. */
    public Properties {
      labels = List.copyOf(labels);
    }
  }

  /** What is known of it. */
  Properties properties();

  /** The name under which Flink's Prometheus reporter shows it. */
  default String prometheusName() {
    Properties known = properties();
    StringBuilder name = new StringBuilder(known.scope().prefix).append(known.group()).append('_');
    known.labels().forEach(label -> name.append(label).append('_'));
    return name.append(known.metric()).toString();
  }

  /**
   * Registers a new counter.
   *
   * @param parent the operator's own group
   * @param values of the labels, in their order
   */
  default Counter counter(MetricGroup parent, String... values) {
    return place(parent, Kind.COUNTER, values).counter(properties().metric());
  }

  /** Registers a counter that is there already; see {@link #counter(MetricGroup, String...)}. */
  default void register(MetricGroup parent, Counter counter, String... values) {
    place(parent, Kind.COUNTER, values).counter(properties().metric(), counter);
  }

  /**
   * Registers a gauge.
   *
   * @param parent the operator's own group
   * @param value read by other threads
   * @param values of the labels, in their order
   */
  default <T> void gauge(MetricGroup parent, Gauge<T> value, String... values) {
    place(parent, Kind.GAUGE, values).gauge(properties().metric(), value);
  }

  private MetricGroup place(MetricGroup parent, Kind kind, String... values) {
    Properties known = properties();
    if (known.kind() != kind || values.length != known.labels().size()) {
      throw new IllegalArgumentException(
          "%s is a %s with the labels %s".formatted(known.metric(), known.kind(), known.labels()));
    }
    MetricGroup place = parent.addGroup(known.group());
    for (int i = 0; i < values.length; i++) {
      place = place.addGroup(known.labels().get(i), values[i]);
    }
    return place;
  }
}
