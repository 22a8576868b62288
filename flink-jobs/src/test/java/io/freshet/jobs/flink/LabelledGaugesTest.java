/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.jobs.flink.LabelledGauges.GaugeName;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class LabelledGaugesTest {
  private final Map<String, Gauge<?>> registered = new TreeMap<>();
  private final LabelledGauges gauges = new LabelledGauges(new Recording(""));

  /** Keeps what is registered, by its whole name. */
  private final class Recording extends UnregisteredMetricsGroup {
    private final String path;

    Recording(String path) {
      this.path = path;
    }

    @Override
    public MetricGroup addGroup(String name) {
      return new Recording(path + name + ".");
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      return addGroup(key).addGroup(value);
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      assertThat(registered.put(path + name, gauge)).as("registered before").isNull();
      return gauge;
    }
  }

  private Object value(String name) {
    return registered.get(name).getValue();
  }

  @Test
  void aGaugeIsRegisteredOnceAndShowsItsLastNumber() {
    gauges.set(GaugeName.of(JobMetrics.LOSS, "qa"), 2);
    gauges.set(GaugeName.of(JobMetrics.LOSS, "qa"), 1);
    gauges.set(GaugeName.of(JobMetrics.ROLLING_QUALITY, "qa", "mrr"), 0.5);
    assertThat(registered)
        .containsOnlyKeys("freshet.task.qa.loss", "freshet.task.qa.metric.mrr.rollingQuality");
    assertThat(value("freshet.task.qa.loss")).isEqualTo(1.0);
    assertThat(value("freshet.task.qa.metric.mrr.rollingQuality")).isEqualTo(0.5);
  }

  @Test
  void whatIsNotAmongTheNewNumbersShowsNone() {
    gauges.setAll(
        Map.of(
            GaugeName.of(JobMetrics.FORGETTING, "qa"),
            0.1,
            GaugeName.of(JobMetrics.PROBE_MEAN),
            0.4));
    gauges.setAll(Map.of(GaugeName.of(JobMetrics.PROBE_MEAN), 0.6));
    assertThat(value("freshet.task.qa.forgetting")).isEqualTo(Double.NaN);
    assertThat(value("freshet.probeNdcgMean")).isEqualTo(0.6);
    gauges.setAll(Map.of(GaugeName.of(JobMetrics.FORGETTING, "qa"), 0.2));
    assertThat(value("freshet.task.qa.forgetting")).isEqualTo(0.2);
  }
}
