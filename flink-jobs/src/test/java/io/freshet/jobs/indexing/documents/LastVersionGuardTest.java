/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // the harness declares that close throws any exception
class LastVersionGuardTest {
  private static final GuardSettings FOR_EVER =
      new GuardSettings(true, Duration.ZERO, Duration.ZERO);
  private static final GuardSettings NO_HASHES =
      new GuardSettings(false, Duration.ZERO, Duration.ZERO);

  private static SourcedChange upsert(long version, String title, String text, String price) {
    return new SourcedChange(
        new DocumentChange.Upsert("x", version, title, text, Map.of("price", price)),
        new Origin("documents", 0, version, 0));
  }

  private static SourcedChange delete(long version) {
    return new SourcedChange(
        new DocumentChange.Delete("x", version), new Origin("documents", 0, version, 0));
  }

  /**
   * Passes changes on, and tells of each that came through its version and whether it is marked.
   */
  private static final class Guarded implements AutoCloseable {
    private final KeyedOneInputStreamOperatorTestHarness<String, SourcedChange, SourcedChange>
        flink;

    Guarded(GuardSettings settings) throws Exception {
      this(settings, null);
    }

    Guarded(GuardSettings settings, @Nullable OperatorSubtaskState state) throws Exception {
      flink =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new KeyedProcessOperator<>(new LastVersionGuard(settings)),
              SourcedChange::id,
              Types.STRING);
      if (state != null) {
        flink.initializeState(state);
      }
      flink.open();
    }

    List<String> pass(SourcedChange... changes) throws Exception {
      flink.getOutput().clear();
      for (SourcedChange change : changes) {
        flink.processElement(new StreamRecord<>(change));
      }
      return flink.extractOutputValues().stream()
          .map(change -> change.change().version() + (change.sameText() ? " same" : ""))
          .toList();
    }

    void at(Duration time) throws Exception {
      flink.setProcessingTime(time.toMillis());
    }

    OperatorSubtaskState snapshot() throws Exception {
      return flink.snapshot(1, 1);
    }

    @Override
    public void close() throws Exception {
      flink.close();
    }
  }

  @Test
  void tellsWhichChangesLeaveTitleAndTextAsTheyWere() throws Exception {
    try (Guarded guard = new Guarded(FOR_EVER)) {
      assertThat(
              guard.pass(
                  upsert(1, "a", "b", "1"),
                  upsert(2, "a", "b", "2"),
                  upsert(3, "a", "c", "2"),
                  upsert(4, "A", "c", "2"),
                  upsert(5, "A", "c", "3"),
                  upsert(6, "a", "b", "1")))
          .containsExactly("1", "2 same", "3", "4", "5 same", "6");
    }
  }

  @Test
  void lateChangesAreLeftOutAndLeaveNoText() throws Exception {
    try (Guarded guard = new Guarded(FOR_EVER)) {
      assertThat(
              guard.pass(
                  upsert(5, "", "new", ""),
                  upsert(4, "", "old", ""),
                  upsert(5, "", "new", ""),
                  upsert(6, "", "old", ""),
                  upsert(7, "", "old", "")))
          .containsExactly("5", "6", "7 same");
    }
  }

  @Test
  void aDeleteForgetsTheTextAndKeepsTheVersion() throws Exception {
    try (Guarded guard = new Guarded(FOR_EVER)) {
      assertThat(
              guard.pass(
                  upsert(1, "", "text", ""),
                  delete(3),
                  upsert(2, "", "text", ""),
                  upsert(4, "", "text", ""),
                  upsert(5, "", "text", "")))
          .containsExactly("1", "3", "4", "5 same");
    }
  }

  @Test
  void stateWithoutHashesRestores() throws Exception {
    OperatorSubtaskState before;
    try (Guarded guard = new Guarded(NO_HASHES)) {
      assertThat(guard.pass(upsert(1, "", "text", "1"), upsert(2, "", "text", "2")))
          .containsExactly("1", "2");
      before = guard.snapshot();
    }
    OperatorSubtaskState after;
    try (Guarded guard = new Guarded(FOR_EVER, before)) {
      assertThat(
              guard.pass(
                  upsert(2, "", "text", ""), upsert(3, "", "text", ""), upsert(4, "", "text", "")))
          .as("the first change is of a text that is not known")
          .containsExactly("3", "4 same");
      after = guard.snapshot();
    }
    try (Guarded guard = new Guarded(FOR_EVER, after)) {
      assertThat(guard.pass(upsert(5, "", "text", ""))).containsExactly("5 same");
    }
  }

  private static Duration days(long days) {
    return Duration.ofDays(days);
  }

  @Test
  void deletesAreRememberedForEverByDefault() throws Exception {
    try (Guarded guard = new Guarded(FOR_EVER)) {
      assertThat(guard.pass(delete(3))).containsExactly("3");
      assertThat(guard.flink.numProcessingTimeTimers()).isZero();
      guard.at(days(100_000));
      assertThat(guard.pass(upsert(2, "", "late", ""))).isEmpty();
    }
  }

  @Test
  void aDeletedDocumentIsForgottenWhenItsTimeIsOverAndNotBefore() throws Exception {
    try (Guarded guard = new Guarded(new GuardSettings(true, days(7), Duration.ZERO))) {
      guard.at(days(1));
      assertThat(guard.pass(upsert(2, "", "text", ""), delete(3))).containsExactly("2", "3");
      guard.at(days(8).minusMillis(1));
      assertThat(guard.pass(upsert(2, "", "late", ""))).isEmpty();
      guard.at(days(8));
      assertThat(guard.flink.numKeyedStateEntries()).isZero();
      assertThat(guard.pass(upsert(2, "", "what is given up", ""))).containsExactly("2");
    }
  }

  @Test
  void aDocumentThatComesBackIsKeptAndItsNextDeleteCountsAnew() throws Exception {
    try (Guarded guard = new Guarded(new GuardSettings(true, days(7), Duration.ZERO))) {
      assertThat(guard.pass(delete(3))).containsExactly("3");
      guard.at(days(3));
      assertThat(guard.pass(upsert(4, "", "back", ""))).containsExactly("4");
      guard.at(days(50));
      assertThat(guard.pass(upsert(4, "", "late", ""), upsert(5, "", "back", "")))
          .containsExactly("5 same");
      assertThat(guard.pass(delete(6), upsert(7, "", "back", ""), delete(8)))
          .containsExactly("6", "7", "8");
      guard.at(days(56));
      assertThat(guard.pass(upsert(7, "", "late", ""))).isEmpty();
      guard.at(days(57));
      assertThat(guard.flink.numKeyedStateEntries()).isZero();
      assertThat(guard.flink.numProcessingTimeTimers()).isZero();
    }
  }

  @Test
  void untouchedDocumentsAreForgottenAndChangesCostNoTimers() throws Exception {
    try (Guarded guard = new Guarded(new GuardSettings(true, days(2), days(10)))) {
      for (int i = 1; i <= 9; i++) {
        guard.at(days(i));
        assertThat(guard.pass(upsert(i, "", "text", "" + i))).hasSize(1);
        assertThat(guard.flink.numProcessingTimeTimers()).isEqualTo(1);
      }
      guard.at(days(18));
      assertThat(guard.pass(upsert(9, "", "text", ""))).as("ten days since day 9").isEmpty();
      guard.at(days(19));
      assertThat(guard.flink.numKeyedStateEntries()).isZero();
      assertThat(guard.pass(upsert(1, "", "text", ""))).containsExactly("1");
      assertThat(guard.pass(delete(2))).as("its end is nearer now").containsExactly("2");
      guard.at(days(21));
      assertThat(guard.flink.numKeyedStateEntries()).isZero();
      assertThat(guard.flink.numProcessingTimeTimers()).isZero();
    }
  }

  @Test
  void whatWasTouchedWhileNothingWasForgottenIsNotForgottenByAnOlderTime() throws Exception {
    GuardSettings week = new GuardSettings(true, days(7), Duration.ZERO);
    OperatorSubtaskState state;
    try (Guarded guard = new Guarded(week)) {
      assertThat(guard.pass(delete(3))).containsExactly("3");
      state = guard.snapshot();
    }
    try (Guarded guard = new Guarded(FOR_EVER, state)) {
      guard.at(days(5));
      assertThat(guard.pass(upsert(4, "", "back", ""), delete(5))).containsExactly("4", "5");
      state = guard.snapshot();
    }
    try (Guarded guard = new Guarded(week, state)) {
      guard.at(days(8));
      assertThat(guard.pass(upsert(4, "", "late", ""))).isEmpty();
    }
  }

  @Test
  void otherSettingsHoldForWhatIsKeptAlready() throws Exception {
    OperatorSubtaskState state;
    try (Guarded guard = new Guarded(new GuardSettings(true, days(7), Duration.ZERO))) {
      assertThat(guard.pass(delete(3))).containsExactly("3");
      state = guard.snapshot();
    }
    try (Guarded guard = new Guarded(new GuardSettings(true, days(20), Duration.ZERO), state)) {
      guard.at(days(19));
      assertThat(guard.pass(upsert(2, "", "late", ""))).isEmpty();
      guard.at(days(20));
      assertThat(guard.pass(upsert(2, "", "late", ""))).containsExactly("2");
    }
    try (Guarded guard = new Guarded(FOR_EVER, state)) {
      guard.at(days(1000));
      assertThat(guard.pass(upsert(2, "", "late", ""))).isEmpty();
    }
  }
}
