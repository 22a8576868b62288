/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.window;

import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.MetricRecord.Value;
import io.freshet.evaluation.metrics.Interval;
import io.freshet.evaluation.metrics.MetricSums;
import io.freshet.jobs.evaluation.ask.GenerationSums;
import io.freshet.jobs.evaluation.ask.LiveMetrics;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the records that tell of windows. */
final class LiveWindows {
  private LiveWindows() {}

  /** A window in which a generation answered. */
  static LiveWindow record(
      String task, WindowGeometry geometry, long end, GenerationSums answers, String diagnosis) {
    MetricSums sums = answers.sums();
    Map<String, Value> values = new LinkedHashMap<>();
    sums.sums()
        .forEach(
            (metric, sum) -> {
              Interval interval = sum.interval(LiveMetrics.least(metric), 1);
              values.put(
                  metric,
                  new Value(sum.mean(), sum.sum(), sum.count(), interval.low(), interval.high()));
            });
    return new LiveWindow(
        task,
        end - geometry.size(),
        end,
        answers.generation(),
        answers.version(),
        answers.queries(),
        answers.compared().count(),
        values,
        diagnosis);
  }

  /** A window in which nothing was answered. */
  static LiveWindow empty(
      String task, WindowGeometry geometry, long end, String generation, String version) {
    return new LiveWindow(task, end - geometry.size(), end, generation, version, 0, Map.of());
  }
}
