/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.types.RecordTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every task gets its turn, the newest judgment counts, and time is told without judgments too. */
class AskSchedulerTest {
  private static final double RATE = 10;

  private KeyedTwoInputStreamOperatorTestHarness<String, Judgment, String, AskRound> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness();
    harness.open();
    harness.setProcessingTime(0);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static KeyedTwoInputStreamOperatorTestHarness<String, Judgment, String, AskRound>
      harness() throws Exception {
    return harness(new AskScheduler(RATE, RecordTypes.judgment()));
  }

  private static KeyedTwoInputStreamOperatorTestHarness<String, Judgment, String, AskRound> harness(
      AskScheduler scheduler) throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(scheduler), judgment -> "all", task -> "all", Types.STRING);
  }

  private static Judgment judgment(String id, String task, String query) {
    return new Judgment(id, task, query, Map.of("d-" + id, 1));
  }

  private void know(Judgment judgment) throws Exception {
    harness.processElement1(judgment, 0);
  }

  /** Asks dealt from after {@code from} until {@code to}, in milliseconds. */
  private List<Judgment> asks(long from, long to) throws Exception {
    return rounds(from, to).stream().flatMap(round -> round.asks().stream()).toList();
  }

  private List<AskRound> rounds(long from, long to) throws Exception {
    harness.extractOutputValues();
    int before = harness.extractOutputValues().size();
    for (long now = from + AskScheduler.TICK_MILLIS; now <= to; now += AskScheduler.TICK_MILLIS) {
      harness.setProcessingTime(now);
    }
    List<AskRound> all = harness.extractOutputValues();
    return new ArrayList<>(all.subList(before, all.size()));
  }

  @Test
  void dealsTasksInTurnWhateverTheirSizes() throws Exception {
    for (int i = 0; i < 40; i++) {
      know(judgment("a" + i, "big", "q" + i));
    }
    know(judgment("b0", "small", "q"));
    know(judgment("c0", "middle", "q"));
    know(judgment("c1", "middle", "q"));
    Map<String, Integer> byTask = new TreeMap<>();
    asks(0, 30_000).forEach(ask -> byTask.merge(ask.task(), 1, Integer::sum));
    // 295 asks in 59 rounds of 5: "small" has one judgment, so it is asked once a round at most.
    assertThat(byTask.values().stream().mapToInt(n -> n).sum()).isEqualTo(295);
    assertThat(byTask.get("small")).isBetween(55, 59);
    assertThat(byTask.get("middle")).isBetween(95, 118);
    assertThat(byTask.get("big")).isBetween(118, 145);
  }

  @Test
  void goesThroughAllJudgmentsOfATaskBeforeItRepeatsOne() throws Exception {
    for (int i = 0; i < 30; i++) {
      know(judgment("a" + i, "t", "q" + i));
    }
    List<Judgment> asked = asks(0, 500 + 3_000);
    assertThat(asked).hasSize(30).doesNotHaveDuplicates();
  }

  @Test
  void newestJudgmentWinsAndAnEmptyOneWithdraws() throws Exception {
    know(judgment("q1", "t", "old"));
    know(judgment("q1", "t", "new"));
    know(judgment("q2", "t", "kept"));
    know(judgment("q3", "t", "gone"));
    know(new Judgment("q3", "t", "gone", Map.of()));
    know(judgment("q4", "t", "moved"));
    know(judgment("q4", "u", "moved"));
    assertThat(asks(0, 10_000))
        .extracting(ask -> ask.task() + ":" + ask.query())
        .contains("t:new", "t:kept", "u:moved")
        .doesNotContain("t:old", "t:gone", "t:moved");
    know(new Judgment("q1", "t", "", Map.of()));
    know(new Judgment("q2", "", "", Map.of()));
    know(new Judgment("q4", "u", "", Map.of()));
    know(new Judgment("never", "", "", Map.of()));
    assertThat(rounds(10_000, 20_000))
        .allSatisfy(round -> assertThat(round.asks()).isEmpty())
        .allSatisfy(round -> assertThat(round.tasks()).containsExactly("t", "u"));
  }

  @Test
  void tellsTheTimeWhenThereIsNothingToAsk() throws Exception {
    harness.processElement2("silent", 0);
    List<AskRound> rounds = rounds(0, 2_000);
    assertThat(rounds).extracting(AskRound::time).containsExactly(500L, 1_000L, 1_500L, 2_000L);
    assertThat(rounds).allSatisfy(round -> assertThat(round.tasks()).containsExactly("silent"));
    assertThat(rounds).allSatisfy(round -> assertThat(round.asks()).isEmpty());
  }

  @Test
  void fullRingForgetsItsOldestJudgments() throws Exception {
    harness.close();
    harness = harness(new AskScheduler(RATE, RecordTypes.judgment(), 4));
    harness.open();
    harness.setProcessingTime(0);
    know(judgment("u", "u", "of another task"));
    for (int i = 0; i < 6; i++) {
      know(judgment("a" + i, "t", "q" + i));
    }
    // Still known, so it takes no other's place.
    know(judgment("a3", "t", "q3, corrected"));
    // Forgotten: a withdrawal of it changes nothing.
    know(new Judgment("a0", "t", "", Map.of()));
    assertThat(asks(0, 1_500))
        .extracting(Judgment::query)
        .containsOnly("of another task", "q2", "q3, corrected", "q4", "q5");
    // A place that became free is taken before any is forgotten.
    know(new Judgment("a2", "t", "", Map.of()));
    know(judgment("a6", "t", "q6"));
    assertThat(asks(1_500, 3_000))
        .extracting(Judgment::query)
        .containsOnly("of another task", "q3, corrected", "q4", "q5", "q6");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goesOnAfterARestoreWhereItStopped(boolean rocksDb) throws Exception {
    StateBackend backend = rocksDb ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend();
    harness.close();
    harness = harness();
    harness.setStateBackend(backend);
    harness.open();
    harness.setProcessingTime(0);
    for (int i = 0; i < 10; i++) {
      know(judgment("a" + i, "t", "q" + i));
    }
    List<Judgment> before = asks(0, 1_000);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    harness = harness();
    harness.setStateBackend(backend);
    harness.initializeState(state);
    harness.open();
    harness.setProcessingTime(1_000);
    List<Judgment> after = asks(1_000, 2_500);
    assertThat(before).hasSize(5);
    assertThat(after).hasSizeGreaterThanOrEqualTo(5);
    assertThat(after.subList(0, 5)).doesNotContainAnyElementsOf(before);
  }
}
