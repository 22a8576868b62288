/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.evaluation.metrics.DistinctQueries;
import io.freshet.evaluation.metrics.Interval;
import io.freshet.evaluation.metrics.MetricSums;
import io.freshet.jobs.evaluation.ask.LiveMetrics;
import io.freshet.jobs.evaluation.ask.TaskAnswers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows merged from panes are the windows computed one by one; nothing asked is said. */
@SuppressWarnings("try") // an interrupted close ends the test with it
class SlidingWindowsTest {
  private static final String MRR = "mrr";

  /** One answered query. */
  private record Answer(String task, long time, String generation, double mrr) {}

  private static KeyedOneInputStreamOperatorTestHarness<String, TaskAnswers, MetricRecord> harness(
      WindowGeometry geometry, long lateness) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new SlidingWindows(geometry, lateness)),
        TaskAnswers::task,
        Types.STRING);
  }

  private static TaskAnswers answers(Answer answer) {
    return new TaskAnswers(
        answer.task(),
        answer.time(),
        answer.generation(),
        "v-" + answer.generation(),
        sums(answer),
        DistinctQueries.of(List.of(query(answer))));
  }

  /** Some queries are asked again within a window. */
  private static String query(Answer answer) {
    return "q" + answer.time() % 7;
  }

  private static MetricSums sums(Answer answer) {
    return MetricSums.of(Map.of(query(answer), Map.of(MRR, answer.mrr())));
  }

  private static TaskAnswers silence(String task, long time, String generation) {
    String version = generation.isEmpty() ? "" : "v-" + generation;
    return new TaskAnswers(
        task, time, generation, version, MetricSums.empty(), DistinctQueries.none());
  }

  /** What a reader holds who keeps the last record of each task, start and generation. */
  private static Map<String, LiveWindow> latest(List<MetricRecord> records) {
    Map<String, LiveWindow> windows = new LinkedHashMap<>();
    for (MetricRecord each : records) {
      LiveWindow window = (LiveWindow) each;
      windows.put(window.task() + "/" + window.windowStart() + "/" + window.generation(), window);
    }
    return windows;
  }

  @Test
  void mergedPanesAreTheWindowsComputedDirectly() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 30; trial++) {
      long slide = 1 + random.nextLong(20);
      WindowGeometry geometry = new WindowGeometry(slide + random.nextLong(60), slide);
      long lateness = 1_000;
      List<Answer> answers = new ArrayList<>();
      long time = 10_000;
      for (int i = 0; i < 200; i++) {
        time += random.nextLong(5);
        answers.add(
            new Answer(
                "t" + random.nextInt(3), time, i < 100 ? "g1" : "g2", random.nextInt(5) / 4.0));
      }
      try (var harness = harness(geometry, lateness)) {
        harness.open();
        for (Answer answer : answers) {
          // Some answers overtake the watermark, some come after it and correct.
          if (random.nextInt(3) == 0) {
            harness.processWatermark(new Watermark(answer.time() + random.nextLong(50) - 20));
          }
          harness.processElement(answers(answer), answer.time());
        }
        harness.processWatermark(new Watermark(time + 2 * geometry.size()));
        Map<String, LiveWindow> windows = latest(harness.extractOutputValues());
        for (LiveWindow window : windows.values()) {
          List<Answer> held =
              answers.stream()
                  .filter(answer -> answer.task().equals(window.task()))
                  .filter(answer -> answer.generation().equals(window.generation()))
                  .filter(answer -> window.windowStart() <= answer.time())
                  .filter(answer -> answer.time() < window.windowEnd())
                  .toList();
          assertThat(window.queries()).as("seed %d, %s", seed, window).isEqualTo(held.size());
          assertThat(window.compared())
              .as("seed %d, %s", seed, window)
              .isEqualTo(held.stream().map(SlidingWindowsTest::query).distinct().count());
          if (!held.isEmpty()) {
            double mean = held.stream().mapToDouble(Answer::mrr).average().orElseThrow();
            assertThat(window.values().get(MRR).value())
                .as("seed %d, %s", seed, window)
                .isEqualTo(mean, within(1e-12));
            Interval interval =
                held.stream()
                    .map(SlidingWindowsTest::sums)
                    .reduce(MetricSums.empty(), MetricSums::merge)
                    .interval(MRR);
            assertThat(window.values().get(MRR).low())
                .as("seed %d, %s", seed, window)
                .isEqualTo(interval.low(), within(1e-9));
            assertThat(window.values().get(MRR).high())
                .as("seed %d, %s", seed, window)
                .isEqualTo(interval.high(), within(1e-9));
          }
        }
        // Every window that holds an answer was reported, but for those before the first report.
        for (Answer answer : answers) {
          long pane = geometry.paneOf(answer.time());
          for (long end = geometry.firstEnd(pane);
              end <= geometry.lastEnd(pane);
              end += geometry.slide()) {
            String key = answer.task() + "/" + (end - geometry.size()) + "/" + answer.generation();
            assertThat(windows).as("seed %d, %s", seed, geometry).containsKey(key);
          }
        }
      }
    }
  }

  @Test
  void saysThatNothingWasAnswered() throws Exception {
    try (var harness = harness(new WindowGeometry(20, 10), 100)) {
      harness.open();
      harness.processElement(silence("t", 1_000, ""), 1_000);
      harness.processWatermark(new Watermark(1_019));
      assertThat(harness.extractOutputValues())
          .containsExactly(
              new LiveWindow("t", 990, 1_010, "", "", 0, Map.of()),
              new LiveWindow("t", 1_000, 1_020, "", "", 0, Map.of()));
      harness.processElement(silence("t", 1_021, "g1"), 1_021);
      harness.processWatermark(new Watermark(1_029));
      assertThat(harness.extractOutputValues().get(2))
          .isEqualTo(new LiveWindow("t", 1_010, 1_030, "g1", "v-g1", 0, Map.of()));
    }
  }

  @Test
  void lateAnswersCorrectTheWindowsAlreadyReported() throws Exception {
    try (var harness = harness(new WindowGeometry(20, 10), 100)) {
      harness.open();
      harness.processElement(answers(new Answer("t", 1_000, "g", 1)), 1_000);
      harness.processWatermark(new Watermark(1_025));
      int before = harness.extractOutputValues().size();
      harness.processElement(answers(new Answer("t", 1_005, "g", 0)), 1_005);
      List<MetricRecord> records = harness.extractOutputValues();
      assertThat(records.subList(before, records.size()))
          .extracting(record -> (LiveWindow) record)
          .extracting(LiveWindow::windowEnd, LiveWindow::queries, w -> w.values().get(MRR).value())
          .containsExactly(tuple(1_010L, 2L, 0.5), tuple(1_020L, 2L, 0.5));
    }
  }

  @Test
  void dropsWhatComesAfterAllItsWindowsAreClosed() throws Exception {
    try (var harness = harness(new WindowGeometry(20, 10), 30)) {
      harness.open();
      harness.processElement(answers(new Answer("t", 1_000, "g", 1)), 1_000);
      harness.processWatermark(new Watermark(1_060));
      int before = harness.extractOutputValues().size();
      harness.processElement(answers(new Answer("t", 1_001, "g", 1)), 1_001);
      assertThat(harness.extractOutputValues()).hasSize(before);
    }
  }

  @Test
  void doesNotRecountALongStandstill() throws Exception {
    try (var harness = harness(new WindowGeometry(60, 10), 60)) {
      harness.open();
      harness.processElement(answers(new Answer("t", 1_000, "g", 1)), 1_000);
      harness.processWatermark(new Watermark(10_000_000));
      List<MetricRecord> records = harness.extractOutputValues();
      // Six windows hold the answer; some empty ones follow it, and some reach back from now.
      assertThat(records.stream().filter(r -> ((LiveWindow) r).queries() == 1)).hasSize(6);
      assertThat(records).hasSizeLessThan(6 + 7 + 7);
      assertThat(((LiveWindow) records.get(records.size() - 1)).windowEnd()).isEqualTo(10_000_000);
    }
  }

  @Test
  void endsWithTheLastWindowThatHoldsSomething() throws Exception {
    try (var harness = harness(new WindowGeometry(30, 10), 60)) {
      harness.open();
      harness.processElement(answers(new Answer("t", 1_001, "g", 1)), 1_001);
      harness.processWatermark(Watermark.MAX_WATERMARK);
      assertThat(harness.extractOutputValues())
          .extracting(record -> ((LiveWindow) record).windowEnd())
          .containsExactly(1_010L, 1_020L, 1_030L);
    }
  }

  @Test
  void rollOverSplitsAWindowByGeneration() throws Exception {
    try (var harness = harness(new WindowGeometry(20, 20), 60)) {
      harness.open();
      harness.processElement(answers(new Answer("t", 1_000, "g1", 1)), 1_000);
      harness.processElement(answers(new Answer("t", 1_010, "g2", 0.5)), 1_010);
      harness.processWatermark(new Watermark(1_019));
      assertThat(harness.extractOutputValues())
          .extracting(record -> (LiveWindow) record)
          .extracting(LiveWindow::generation, LiveWindow::version, LiveWindow::queries)
          .containsExactly(tuple("g1", "v-g1", 1L), tuple("g2", "v-g2", 1L));
    }
  }

  /** Twenty queries of the sample, all of which lose as much to one cause. */
  private static TaskAnswers sampled(long time, String generation, String cause, double lost) {
    MetricSums sums = MetricSums.empty();
    for (int i = 0; i < 20; i++) {
      sums = sums.plus("q" + i, Map.of(MRR, 1.0, LiveMetrics.SAMPLE, 1 - lost, cause, lost));
    }
    return new TaskAnswers("t", time, generation, "v-" + generation, sums, DistinctQueries.none());
  }

  /** Every window with the beginning of its diagnosis, in the order of the reports. */
  private static List<String> diagnoses(List<MetricRecord> records) {
    return records.stream()
        .map(LiveWindow.class::cast)
        .map(
            window ->
                "%s %d %s"
                    .formatted(
                        window.generation(),
                        window.windowEnd(),
                        window.diagnosis().replaceAll("[:(].*", "")))
        .map(String::strip)
        .toList();
  }

  @Test
  void generationThatServesAgainIsComparedWithTheOneInBetween() throws Exception {
    try (var harness = harness(new WindowGeometry(20, 10), 0)) {
      harness.open();
      harness.processElement(sampled(1_000, "g1", LiveMetrics.LOSS_MODEL, 0.1), 1_000);
      harness.processWatermark(new Watermark(1_009));
      harness.processElement(sampled(1_010, "g2", LiveMetrics.LOSS_GRAPH, 0.3), 1_010);
      harness.processWatermark(new Watermark(1_019));
      harness.processElement(sampled(1_020, "g2", LiveMetrics.LOSS_GRAPH, 0.3), 1_020);
      harness.processWatermark(new Watermark(1_029));
      harness.processElement(sampled(1_030, "g1", LiveMetrics.LOSS_MODEL, 0.6), 1_030);
      harness.processWatermark(new Watermark(1_039));
      harness.processElement(sampled(1_040, "g1", LiveMetrics.LOSS_MODEL, 0.6), 1_040);
      harness.processWatermark(new Watermark(1_049));
      assertThat(diagnoses(harness.extractOutputValues()))
          .containsExactly(
              "g1 1010",
              "g1 1020",
              "g2 1020 graph",
              "g2 1030 graph",
              "g2 1040 graph",
              "g1 1040 model",
              "g1 1050 model");
    }
  }

  @Test
  void returnIsSeenWhileTheWindowHoldsAnswersFromBefore() throws Exception {
    try (var harness = harness(new WindowGeometry(40, 10), 0)) {
      harness.open();
      List<TaskAnswers> served =
          List.of(
              sampled(1_000, "g1", LiveMetrics.LOSS_MODEL, 0.1),
              sampled(1_010, "g1", LiveMetrics.LOSS_MODEL, 0.1),
              sampled(1_020, "g2", LiveMetrics.LOSS_GRAPH, 0.3),
              sampled(1_030, "g1", LiveMetrics.LOSS_MODEL, 0.9),
              sampled(1_040, "g1", LiveMetrics.LOSS_MODEL, 0.9));
      for (TaskAnswers answers : served) {
        harness.processElement(answers, answers.time());
        harness.processWatermark(new Watermark(answers.time() + 9));
      }
      assertThat(diagnoses(harness.extractOutputValues()))
          .contains("g2 1030 graph")
          .endsWith("g1 1050 model");
    }
  }

  @Test
  void whatIsLeftOfTheGenerationBeforeIsNoReturn() throws Exception {
    try (var harness = harness(new WindowGeometry(40, 10), 0)) {
      harness.open();
      for (long time = 1_000; time < 1_040; time += 10) {
        harness.processElement(sampled(time, "g1", LiveMetrics.LOSS_MODEL, 0.1), time);
        harness.processWatermark(new Watermark(time + 9));
      }
      for (long time = 1_040; time < 1_100; time += 10) {
        harness.processElement(sampled(time, "g2", LiveMetrics.LOSS_GRAPH, 0.3), time);
        harness.processWatermark(new Watermark(time + 9));
      }
      assertThat(diagnoses(harness.extractOutputValues()).stream().filter(d -> d.contains("g2")))
          .containsExactly(
              "g2 1050 graph",
              "g2 1060 graph",
              "g2 1070 graph",
              "g2 1080 graph",
              "g2 1090 graph",
              "g2 1100 graph");
    }
  }

  @Test
  void stateDoesNotGrowWithTheNumberOfAnswersNorLastForEver() throws Exception {
    try (var harness = harness(new WindowGeometry(100, 10), 50)) {
      harness.open();
      for (long time = 10_000; time < 20_000; time++) {
        harness.processElement(answers(new Answer("t", time, "g", 1)), time);
        harness.processWatermark(new Watermark(time));
      }
      // Entries of the map of panes, and two values: at most size + lateness in panes, and one.
      assertThat(harness.numKeyedStateEntries()).isLessThanOrEqualTo(1 + 15 + 2 + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goesOnAfterARestore(boolean rocksDb) throws Exception {
    WindowGeometry geometry = new WindowGeometry(20, 10);
    OperatorSubtaskState state;
    try (var harness = harness(geometry, 100)) {
      harness.setStateBackend(backend(rocksDb));
      harness.open();
      harness.processElement(answers(new Answer("t", 1_000, "g", 1)), 1_000);
      harness.processWatermark(new Watermark(1_009));
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness(geometry, 100)) {
      harness.setStateBackend(backend(rocksDb));
      harness.initializeState(state);
      harness.open();
      harness.processElement(answers(new Answer("t", 1_015, "g", 0)), 1_015);
      harness.processWatermark(new Watermark(1_019));
      assertThat(harness.extractOutputValues())
          .extracting(record -> (LiveWindow) record)
          .extracting(LiveWindow::windowEnd, LiveWindow::queries, w -> w.values().get(MRR).value())
          .containsExactly(tuple(1_020L, 2L, 0.5));
      harness.processWatermark(new Watermark(1_500));
      List<MetricRecord> records = harness.extractOutputValues();
      assertThat(((LiveWindow) records.get(records.size() - 1)).queries()).isZero();
    }
  }

  private static StateBackend backend(boolean rocksDb) {
    return rocksDb ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend();
  }
}
