/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.Alarm;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.MetricRecord.Value;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fall raises one alarm with task, generation, size and since when. */
class AlarmWatchTest {
  private KeyedOneInputStreamOperatorTestHarness<String, MetricRecord, MetricRecord> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness();
    harness.open();
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, MetricRecord, MetricRecord>
      harness() throws Exception {
    return harness(0.1);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, MetricRecord, MetricRecord> harness(
      double lambda) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new AlarmWatch(LiveConfig.of(lambda, Map.of()))),
        metric -> ((LiveWindow) metric).task(),
        Types.STRING);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  /** Windows of 20, sliding by 10, from one end to another. */
  private void windows(String generation, long from, long to, double ndcg) throws Exception {
    for (long end = from + 10; end <= to; end += 10) {
      harness.processElement(window(generation, end, 5, ndcg), end);
    }
  }

  private static LiveWindow window(String generation, long end, long queries, double ndcg) {
    return new LiveWindow(
        "t",
        end - 20,
        end,
        generation,
        "v-" + generation,
        queries,
        0,
        Map.of("ndcg_cut_10", new Value(ndcg, ndcg * queries, queries, ndcg, ndcg)),
        "graph: it fell");
  }

  @Test
  void fallOverGenerationsRaisesOneAlarm() throws Exception {
    windows("g1", 1_000, 1_200, 0.5);
    windows("g2", 1_200, 1_400, 0.4);
    assertThat(harness.extractOutputValues()).hasSize(1);
    Alarm alarm = (Alarm) harness.extractOutputValues().get(0);
    assertThat(alarm.task()).isEqualTo("t");
    assertThat(alarm.generation()).isEqualTo("g2");
    assertThat(alarm.metric()).isEqualTo("ndcg_cut_10");
    assertThat(alarm.before()).isCloseTo(0.5, within(1e-9));
    assertThat(alarm.after()).isCloseTo(0.4, within(1e-9));
    assertThat(alarm.since()).isBetween(1_180L, 1_210L);
    assertThat(alarm.raisedAt()).isBetween(1_230L, 1_250L);
    assertThat(alarm.diagnosis()).isEqualTo("graph: it fell");
  }

  @Test
  void thresholdIsThatOfTheConfiguration() throws Exception {
    harness.close();
    harness = harness(1.0);
    harness.open();
    windows("g1", 1_000, 1_200, 0.5);
    windows("g2", 1_200, 1_400, 0.4);
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  @Test
  void silenceAndCorrectionsRaiseNone() throws Exception {
    windows("g1", 1_000, 1_200, 0.5);
    for (int i = 0; i < 50; i++) {
      harness.processElement(window("g1", 1_150, 5, 0.0), 1_200);
      harness.processElement(window("g1", 1_300 + 10L * i, 0, 0.0), 1_200);
    }
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  @Test
  void watchGoesOnAfterARestore() throws Exception {
    windows("g1", 1_000, 1_200, 0.5);
    windows("g1", 1_200, 1_220, 0.4);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    harness = harness();
    harness.initializeState(state);
    harness.open();
    windows("g1", 1_220, 1_260, 0.4);
    assertThat(harness.extractOutputValues()).hasSize(1);
  }
}
