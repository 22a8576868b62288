/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.EvaluationConfig;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.MetricRecord.Value;
import io.freshet.evaluation.metrics.DistinctQueries;
import io.freshet.evaluation.metrics.MetricSums;
import io.freshet.evaluation.metrics.QueryMetrics;
import io.freshet.jobs.evaluation.ask.LiveMetrics;
import io.freshet.jobs.evaluation.ask.TaskAnswers;
import io.freshet.jobs.evaluation.gate.LiveFall;
import io.freshet.jobs.evaluation.window.SlidingWindows;
import io.freshet.jobs.evaluation.window.WindowGeometry;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Only a loss that is sure, beyond the tolerance and sustained is told, and once. */
@SuppressWarnings("try") // an interrupted close ends the test with it
class FallWatchTest {
  private static final EvaluationConfig CONFIG = LiveConfig.of(0.1, Map.of("lenient", 0.5));

  private KeyedOneInputStreamOperatorTestHarness<String, MetricRecord, LiveFall> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness();
    harness.open();
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, MetricRecord, LiveFall> harness()
      throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new FallWatch(CONFIG)),
        metric -> ((LiveWindow) metric).task(),
        Types.STRING);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  /** Windows as they slide, with one gain of the given interval. */
  private void windows(String task, String generation, long from, long to, double low, double high)
      throws Exception {
    for (long end = from + 10; end <= to; end += 10) {
      Value gain = new Value((low + high) / 2, 0, 100, low, high);
      harness.processElement(
          new LiveWindow(
              task,
              end - 20,
              end,
              generation,
              "v-" + generation,
              100,
              100,
              Map.of("gain", gain),
              ""),
          end);
    }
  }

  @Test
  void sustainedFallIsToldOnceWithItsNumbers() throws Exception {
    windows("t", "g2", 0, 50, -0.2, -0.1);
    assertThat(harness.extractOutputValues()).hasSize(1);
    LiveFall fall = harness.extractOutputValues().get(0);
    assertThat(fall.version()).isEqualTo("v-g2");
    assertThat(fall.at()).isEqualTo(50);
    assertThat(fall.reason())
        .startsWith("task t lost 0.1500 [0.1000, 0.2000] of nDCG@10")
        .contains("tolerance 0.0200, in 3 windows since 1969-12-31T23:59:59.990Z");
    windows("t", "g2", 50, 200, -0.2, -0.1);
    assertThat(harness.extractOutputValues()).hasSize(1);
  }

  @Test
  void overlappingWindowsCountOnce() throws Exception {
    windows("t", "g2", 0, 40, -0.2, -0.1);
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  @Test
  void recoveryEndsTheRun() throws Exception {
    windows("t", "g2", 0, 40, -0.2, -0.1);
    windows("t", "g2", 40, 50, -0.2, -0.01);
    windows("t", "g2", 50, 90, -0.2, -0.1);
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  @Test
  void lossWithinTheToleranceOrItsIntervalIsNone() throws Exception {
    windows("t", "g2", 0, 200, -0.03, -0.019);
    windows("lenient", "g2", 0, 200, -0.4, -0.3);
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  @Test
  void everyGenerationBeginsAnew() throws Exception {
    windows("t", "g2", 0, 40, -0.2, -0.1);
    windows("t", "g3", 40, 80, -0.2, -0.1);
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  /** Windows in each of which a hundred queries were asked, of a ring of so many. */
  private static List<MetricRecord> windowsOfRing(int queries) throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<String, TaskAnswers, MetricRecord> windows =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new SlidingWindows(new WindowGeometry(20, 10), 0)),
            TaskAnswers::task,
            Types.STRING)) {
      windows.open();
      for (int asked = 0; asked < 500; asked++) {
        long time = 1_000L + asked / 5;
        String query = "q" + asked % queries;
        MetricSums sums =
            MetricSums.of(
                Map.of(
                    query,
                    Map.of(
                        QueryMetrics.MRR,
                        0.5,
                        LiveMetrics.GAIN,
                        -0.4 - 0.01 * (asked % queries % 3))));
        windows.processElement(
            new TaskAnswers("t", time, "g2", "v-g2", sums, DistinctQueries.of(List.of(query))),
            time);
        windows.processWatermark(new Watermark(time - 1));
      }
      return windows.extractOutputValues();
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 0", "29, 0", "30, 1"})
  void queryAskedAgainDoesNotCountAsOneMore(int queries, int falls) throws Exception {
    List<MetricRecord> windows = windowsOfRing(queries);
    assertThat(windows)
        .anyMatch(
            metric -> ((LiveWindow) metric).values().get(LiveMetrics.GAIN).denominator() == 100);
    for (MetricRecord window : windows) {
      harness.processElement(window, ((LiveWindow) window).windowEnd());
    }
    assertThat(harness.extractOutputValues()).hasSize(falls);
  }

  @Test
  void runGoesOnAfterARestore() throws Exception {
    windows("t", "g2", 0, 30, -0.2, -0.1);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    harness = harness();
    harness.initializeState(state);
    harness.open();
    windows("t", "g2", 30, 50, -0.2, -0.1);
    assertThat(harness.extractOutputValues()).hasSize(1);
  }
}
