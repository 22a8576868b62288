/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.MetricRecord.Alarm;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.MetricRecord.TaskProgress;
import io.freshet.connectors.records.MetricRecord.TrainingProgress;
import io.freshet.connectors.records.MetricRecord.Value;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.connectors.records.Origin;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunStateTest {
  private static final String DIGEST = "0123456789abcdef";
  private final RunState state = new RunState(() -> Instant.ofEpochMilli(1_000), SampleRun.TOPICS);

  @Test
  void aRunThatSaidNothingIsEmpty() {
    RunSnapshot snapshot = state.snapshot();

    assertThat(snapshot.training().consumed()).isZero();
    assertThat(snapshot.training().firstLoss()).isEmpty();
    assertThat(snapshot.tasks()).isEmpty();
    assertThat(snapshot.serving()).isEmpty();
    assertThat(snapshot.latestWindow("qa")).isEmpty();
  }

  @Test
  void trainingIsCountedFromReportsAndALossIsAMeanOverTasks() {
    state.sent("qa", 7);
    state.sent("qa", 3);
    state.accept(progress(10, 0, 320, 4.0, 2.0));
    state.accept(progress(20, 5_000, 640, 3.0, Double.NaN));
    state.accept(progress(30, 20_000, 960, 1.0, 1.0));

    RunSnapshot.Training training = state.snapshot().training();
    assertThat(training.steps()).isEqualTo(30);
    assertThat(training.pairs()).isEqualTo(960);
    assertThat(training.consumed()).isEqualTo(2 * 960);
    assertThat(training.meanPairsPerSecond()).isEqualTo(32.0, within(1e-9));
    assertThat(training.firstLoss()).contains(3.0);
    assertThat(training.lastLoss()).contains((8.0 / 3 + 1.5) / 2);
    RunSnapshot.Task qa = state.snapshot().tasks().get("qa");
    assertThat(qa.sent()).isEqualTo(10);
    assertThat(qa.losses()).extracting(RunSnapshot.Loss::step).containsExactly(10L, 30L);
    assertThat(qa.inBatch()).containsOnlyKeys("mrr");
  }

  @Test
  void aJobThatRecoversRepeatsStepsAndTheyCountOnce() {
    state.accept(progress(10, 0, 320, 4.0, 4.0));
    state.accept(progress(20, 1_000, 640, 3.0, 3.0));
    state.accept(progress(20, 9_000, 640, 2.5, 2.5));

    assertThat(state.snapshot().tasks().get("code-search").losses())
        .extracting(RunSnapshot.Loss::loss)
        .containsExactly(4.0, 2.5);
  }

  @Test
  void aLateWindowCorrectsAnEarlierOne() {
    state.accept(window("qa", 0, 3, 0.2));
    state.accept(window("qa", 1, 0, Double.NaN));
    state.accept(window("qa", 0, 4, 0.3));

    assertThat(state.snapshot().windows()).hasSize(2);
    assertThat(state.snapshot().latestWindow("qa"))
        .get()
        .extracting(RunSnapshot.Window::queries, RunSnapshot.Window::mrr)
        .containsExactly(4L, 0.3);
    assertThat(state.snapshot().windows().get(1).mrr()).isZero();
  }

  @Test
  void whatTheGateSaidIsKeptWhicheverComesFirst() {
    state.accept(
        new ModelVersion.Decision(5, DIGEST, "uri", Verdict.PROMOTED, "better", Map.of(), 9));
    state.accept(new ModelVersion.Candidate(5, DIGEST, "uri", "", Map.of(), 7));
    state.accept(new ModelVersion.Candidate(8, DIGEST, "uri", "", Map.of(), 8));

    assertThat(state.snapshot().versions())
        .extracting(RunSnapshot.Version::step, RunSnapshot.Version::state)
        .containsExactly(tuple(5L, "PROMOTED"), tuple(8L, "CANDIDATE"));
    assertThat(state.snapshot().versions().get(0).createdAt()).isEqualTo(7);
  }

  @Test
  void theMatrixAndAlarmsAreKept() {
    state.accept(
        new ModelVersion.Decision(
            5,
            DIGEST,
            "uri",
            Verdict.PROMOTED,
            "better",
            Map.of("qa.ndcg_cut_10", 0.5, "mean.ndcg_cut_10", 0.5),
            9));
    state.accept(new ModelVersion.Command(5, DIGEST, "uri", ModelVersion.Order.PIN, "", 10));
    Alarm alarm = new Alarm("qa", "docs-g1", "v", "mrr", "page-hinkley", 0.5, 0.4, "", 10, 20);
    state.accept(alarm);
    state.accept(alarm);

    assertThat(state.snapshot().matrix().rows())
        .singleElement()
        .satisfies(row -> assertThat(row.scores()).containsOnly(Map.entry("qa", 0.5)));
    assertThat(state.snapshot().alarms()).containsExactly(alarm);
  }

  @Test
  void aGenerationRemembersSinceWhenItServed() {
    state.accept(generation("docs-g1", 1, "BACKFILLING", 10));
    state.accept(generation("docs-g1", 1, "SERVING", 20));
    state.accept(generation("docs-g2", 2, "BACKFILLING", 25));
    assertThat(state.snapshot().serving()).get().extracting(g -> g.index()).isEqualTo("docs-g1");

    state.accept(generation("docs-g2", 2, "SERVING", 30));
    state.accept(generation("docs-g1", 1, "RETIRING", 31));
    assertThat(state.snapshot().serving()).get().extracting(g -> g.index()).isEqualTo("docs-g2");
    assertThat(state.snapshot().generations().get(0).servingSince()).contains(20L);
    assertThat(state.snapshot().generations().get(0).createdAt()).isEqualTo(10);
  }

  @Test
  void aDeadLetterToldTwiceCountsOnce() {
    state.accept(letter("training-examples", 1, "malformed-json"), 0);
    state.accept(letter("training-examples", 1, "malformed-json"), 0);
    state.accept(letter("training-examples", 2, "missing-field"), 0);
    state.accept(letter("documents", 1, "malformed-json"), 0);

    RunSnapshot snapshot = state.snapshot();
    assertThat(snapshot.deadLetters().total()).isEqualTo(3);
    assertThat(snapshot.training().rejected()).isEqualTo(2);
    assertThat(snapshot.deadLetters().counts())
        .contains(new RunSnapshot.DeadLetterCount("documents", "malformed-json", 1));
  }

  @Test
  void longSeriesAreThinned() {
    for (int step = 1; step <= 2_500; step++) {
      state.accept(progress(step, step, step, 1.0, 1.0));
    }
    assertThat(state.snapshot().tasks().get("qa").losses())
        .hasSizeBetween(500, 1_000)
        .last()
        .extracting(RunSnapshot.Loss::step)
        .isEqualTo(2_500L);
  }

  private static TrainingProgress progress(
      long step, long time, long pairs, double codeSearch, double qa) {
    return new TrainingProgress(
        time,
        step,
        pairs,
        1e-3,
        Map.of("code-search", task(pairs, codeSearch), "qa", task(pairs, qa)));
  }

  private static TaskProgress task(long arrived, double loss) {
    return new TaskProgress(
        arrived, arrived, 5, 0.5, 0.5, loss, Map.of(), Map.of("mrr", 0.5, "recall_1", Double.NaN));
  }

  private static LiveWindow window(String task, long start, long queries, double mrr) {
    return new LiveWindow(
        task,
        start,
        start + 10,
        "g",
        "v",
        queries,
        Map.of("mrr", new Value(mrr, 0, queries, 0, 1)));
  }

  private static GenerationRecord generation(String index, int number, String state, long time) {
    return new GenerationRecord(index, number, 5, DIGEST, state, 0.5, 10, time, 0, "");
  }

  private static DeadLetter letter(String topic, long offset, String reason) {
    return new DeadLetter(
        new byte[0], new byte[0], new Origin(topic, 0, offset, 0), "decode", reason, "");
  }
}
