/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Origin;
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

    Guarded(boolean hashesTexts) throws Exception {
      this(hashesTexts, null);
    }

    Guarded(boolean hashesTexts, @Nullable OperatorSubtaskState state) throws Exception {
      flink =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new KeyedProcessOperator<>(new LastVersionGuard(hashesTexts)),
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
    try (Guarded guard = new Guarded(true)) {
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
    try (Guarded guard = new Guarded(true)) {
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
    try (Guarded guard = new Guarded(true)) {
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
    try (Guarded guard = new Guarded(false)) {
      assertThat(guard.pass(upsert(1, "", "text", "1"), upsert(2, "", "text", "2")))
          .containsExactly("1", "2");
      before = guard.snapshot();
    }
    OperatorSubtaskState after;
    try (Guarded guard = new Guarded(true, before)) {
      assertThat(
              guard.pass(
                  upsert(2, "", "text", ""), upsert(3, "", "text", ""), upsert(4, "", "text", "")))
          .as("the first change is of a text that is not known")
          .containsExactly("3", "4 same");
      after = guard.snapshot();
    }
    try (Guarded guard = new Guarded(true, after)) {
      assertThat(guard.pass(upsert(5, "", "text", ""))).containsExactly("5 same");
    }
  }
}
