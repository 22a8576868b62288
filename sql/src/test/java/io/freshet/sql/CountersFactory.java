/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql;

import java.util.Collection;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Keeps the counters of Freshet's functions, after the end of their jobs too. */
public final class CountersFactory implements MetricReporterFactory {
  private static final Collection<Named> COUNTERS = new ConcurrentLinkedQueue<>();

  private record Named(String name, Counter counter) {}

  /** The sum of a counter over all subtasks since the last {@link #clear}. */
  public static long sum(String name) {
    return COUNTERS.stream()
        .filter(each -> each.name().equals(name))
        .mapToLong(each -> each.counter().getCount())
        .sum();
  }

  /** Forgets all counters. */
  public static void clear() {
    COUNTERS.clear();
  }

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return new MetricReporter() {
      @Override
      public void open(MetricConfig config) {}

      @Override
      public void close() {}

      @Override
      public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        if (metric instanceof Counter counter
            && group.getAllVariables().containsKey("<job_id>")
            && group.getMetricIdentifier(name).contains("freshet")) {
          COUNTERS.add(new Named(name, counter));
        }
      }

      @Override
      public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}
    };
  }
}
