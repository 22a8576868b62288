/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.config.SamplingConfig;
import io.freshet.config.SamplingConfig.Strategy;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.model.training.SubBatch;
import io.freshet.model.training.TrainingRow;
import io.freshet.model.training.TrainingStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {

  private static final long SEED = Long.getLong("freshet.seed", System.nanoTime());

  private final HeapExamples store = new HeapExamples();

  @BeforeAll
  static void printSeed() {
    System.out.println("-Dfreshet.seed=" + SEED);
  }

  private Sampler sampler(SamplingConfig config, Map<String, TaskConfig> tasks) {
    return new Sampler(config, tasks, store, SamplerState.START);
  }

  private static List<TrainingStep> feed(Sampler sampler, Iterable<TrainingExample> examples) {
    List<TrainingStep> steps = new ArrayList<>();
    for (TrainingExample example : examples) {
      sampler.add(example);
      for (int i = 0; i < sampler.stepsPerArrival(); i++) {
        sampler.deal().ifPresent(steps::add);
      }
    }
    return steps;
  }

  private static List<TrainingStep> drain(Sampler sampler) {
    List<TrainingStep> steps = new ArrayList<>();
    for (Optional<TrainingStep> step = sampler.drain(); step.isPresent(); step = sampler.drain()) {
      steps.add(step.get());
    }
    return steps;
  }

  private static List<SubBatch> batches(List<TrainingStep> steps) {
    return steps.stream().flatMap(step -> step.subBatches().stream()).toList();
  }

  private static List<TrainingRow> rows(List<TrainingStep> steps) {
    return batches(steps).stream().flatMap(batch -> batch.rows().stream()).toList();
  }

  /** Examples of tasks a, b, c in the shares 1 : 3 : 12, shuffled. */
  private static List<TrainingExample> mixed(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int place = random.nextInt(16);
      examples.add(SamplingFixtures.unique(place < 1 ? "a" : place < 4 ? "b" : "c", i));
    }
    return examples;
  }

  @ParameterizedTest
  @CsvSource({
    "UNIFORM, 0.5, 1",
    "PROPORTIONAL, 0.5, 1",
    "TEMPERATURE, 0.5, 1",
    "TEMPERATURE, 0.0, 2",
    "TEMPERATURE, 0.3, 2"
  })
  void sharesOfRowsApproachTheStrategy(Strategy strategy, double alpha, int tasksPerStep) {
    Sampler sampler =
        sampler(
            SamplingFixtures.sampling(strategy, alpha, tasksPerStep, 2, SEED),
            SamplingFixtures.tasks(8, "a", "b", "c"));
    List<TrainingStep> steps = feed(sampler, mixed(40_000, SEED));
    Map<String, Integer> rows = new HashMap<>();
    // The counts that the shares follow have settled after the first steps.
    batches(steps.subList(steps.size() / 10, steps.size()))
        .forEach(batch -> rows.merge(batch.task(), batch.rows().size(), Integer::sum));
    double all = rows.values().stream().mapToInt(i -> i).sum();
    for (TaskShare share : sampler.shares()) {
      assertThat(rows.getOrDefault(share.task(), 0) / all)
          .as(share.toString())
          .isCloseTo(share.expected(), within(0.03));
    }
    double[] counts = {1, 3, 12};
    double exponent =
        strategy == Strategy.UNIFORM ? 0 : strategy == Strategy.PROPORTIONAL ? 1 : alpha;
    double sum = 0;
    for (double count : counts) {
      sum += Math.pow(count, exponent);
    }
    for (int i = 0; i < 3; i++) {
      double expected = Math.pow(counts[i], exponent) / sum;
      if (tasksPerStep * expected <= 1) {
        assertThat(sampler.shares().get(i).expected()).isCloseTo(expected, within(0.02));
      }
    }
  }

  @Test
  void rowsTrainedAreAFunctionOfArrivals() {
    for (double ratio : new double[] {0.5, 1, 3}) {
      HeapExamples examples = new HeapExamples();
      Sampler sampler =
          new Sampler(
              SamplingFixtures.sampling(Strategy.PROPORTIONAL, 1, 2, ratio, SEED),
              SamplingFixtures.tasks(16, "a", "b", "c"),
              examples,
              SamplerState.START);
      int dealt = rows(feed(sampler, mixed(8_000, SEED))).size();
      assertThat((double) dealt).isBetween(8_000 * ratio - 32, 8_000 * ratio);
    }
  }

  @Test
  void stepsHoldDistinctTasksOfWholeSubBatches() {
    Sampler sampler =
        sampler(
            SamplingFixtures.sampling(Strategy.TEMPERATURE, 0.5, 2, 1, SEED),
            SamplingFixtures.tasks(8, "a", "b", "c"));
    feed(sampler, mixed(200, SEED));
    List<TrainingStep> steps = feed(sampler, mixed(4_000, SEED + 1));
    assertThat(steps).isNotEmpty();
    for (TrainingStep step : steps) {
      assertThat(step.subBatches()).hasSize(2);
      assertThat(step.subBatches().get(0).task()).isNotEqualTo(step.subBatches().get(1).task());
      step.subBatches().forEach(batch -> assertThat(batch.rows()).hasSize(8));
    }
    assertThat(steps).extracting(TrainingStep::index).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void noTextTwiceAndNoPositiveAmongTheNegatives(int offset) {
    SplittableRandom random = new SplittableRandom(SEED + offset);
    Map<String, TrainingExample> known = new HashMap<>();
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      TrainingExample example =
          SamplingFixtures.clashing(random.nextBoolean() ? "a" : "b", i, random);
      examples.add(example);
      known.put(example.id(), example);
    }
    Sampler sampler =
        sampler(
            SamplingFixtures.sampling(Strategy.UNIFORM, 1, 2, 2, SEED + offset),
            SamplingFixtures.tasks(16, "a", "b"));
    List<TrainingStep> steps = feed(sampler, examples);
    steps.addAll(drain(sampler));
    assertThat(steps).isNotEmpty();
    for (SubBatch batch : batches(steps)) {
      Set<String> texts = new HashSet<>();
      Set<String> positives = new HashSet<>();
      for (TrainingRow row : batch.rows()) {
        Set<String> own = new HashSet<>(List.of(row.query(), row.positive()));
        own.forEach(text -> assertThat(texts.add(text)).as("%s in %s", text, batch).isTrue());
        known.get(row.exampleId()).positives().forEach(item -> positives.add(item.text()));
        assertThat(known.get(row.exampleId()).task()).isEqualTo(batch.task());
      }
      for (TrainingRow row : batch.rows()) {
        assertThat(row.negatives()).doesNotContainAnyElementsOf(positives).doesNotHaveDuplicates();
        assertThat(row.negatives()).hasSizeLessThanOrEqualTo(2);
        // Known positives of a query are never another row's positive.
        batch.rows().stream()
            .filter(other -> !other.exampleId().equals(row.exampleId()))
            .forEach(
                other ->
                    assertThat(
                            known.get(row.exampleId()).positives().stream()
                                .map(item -> item.text()))
                        .doesNotContain(other.positive()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNIFORM", "PROPORTIONAL", "TEMPERATURE"})
  void everyExampleIsDealtFreshExactlyOnce(Strategy strategy) {
    Sampler sampler =
        sampler(
            SamplingFixtures.sampling(strategy, 0.5, 2, 1, SEED),
            SamplingFixtures.tasks(8, "a", "b", "c"));
    List<TrainingExample> examples = mixed(3_003, SEED);
    List<TrainingStep> steps = feed(sampler, examples);
    steps.addAll(drain(sampler));
    assertThat(rows(steps).stream().filter(TrainingRow::fresh).map(TrainingRow::exampleId))
        .containsExactlyInAnyOrderElementsOf(examples.stream().map(TrainingExample::id).toList());
    assertThat(drain(sampler)).isEmpty();
  }

  @Test
  void whatOverflowsIsKeptForReplayAndCounted() {
    SamplingConfig config =
        new SamplingConfig(Strategy.UNIFORM, 1, 32, 1, 0.25, 50, 200, 0, 1, SEED);
    Sampler sampler = sampler(config, SamplingFixtures.tasks(8, "a"));
    List<TrainingStep> steps = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      steps.addAll(feed(sampler, List.of(SamplingFixtures.unique("a", i))));
      assertThat(store.count(ExampleStore.Area.FRESH, "a")).isLessThanOrEqualTo(50);
      assertThat(store.count(ExampleStore.Area.RESERVOIR, "a")).isLessThanOrEqualTo(200);
    }
    TaskCounters counters = sampler.state().tasks().get("a");
    long first = rows(steps).stream().filter(TrainingRow::fresh).count();
    assertThat(counters.overflowed()).isPositive();
    assertThat(counters.arrived()).isEqualTo(2_000);
    assertThat(first + counters.overflowed() + counters.tail() - counters.head()).isEqualTo(2_000);
    assertThat(store.count(ExampleStore.Area.RESERVOIR, "a")).isEqualTo(200);
  }

  @Test
  void theReservoirKeepsOldAndNewAlike() {
    SamplingConfig config =
        new SamplingConfig(Strategy.UNIFORM, 1, 32, 1, 1, 1_000, 500, 0, 1, SEED);
    Sampler sampler = sampler(config, SamplingFixtures.tasks(10, "a"));
    for (int i = 0; i < 10_000; i++) {
      feed(sampler, List.of(SamplingFixtures.unique("a", i)));
    }
    double mean = 0;
    for (int place = 0; place < 500; place++) {
      mean += store.get(ExampleStore.Area.RESERVOIR, "a", place).example().timestamp() / 500.0;
    }
    // The mean of 500 uniform draws from 0..9999 has a standard deviation of 129.
    assertThat(mean).isCloseTo(5_000, within(650.0));
  }

  @Test
  void labelsReachTheRowsAndNoSubBatchIsOfOneClass() {
    Map<String, TaskConfig> tasks =
        Map.of("icl", SamplingFixtures.task("icl", TaskConfig.Kind.IN_CONTEXT, 8));
    Sampler sampler = sampler(SamplingFixtures.sampling(Strategy.UNIFORM, 1, 1, 1, SEED), tasks);
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, String> labels = new HashMap<>();
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      TrainingExample example = SamplingFixtures.labelled("icl", i, "label" + random.nextInt(5));
      labels.put(example.id(), example.label());
      examples.add(example);
    }
    List<TrainingStep> steps = feed(sampler, examples);
    steps.addAll(drain(sampler));
    assertThat(batches(steps)).hasSizeGreaterThan(100);
    for (SubBatch batch : batches(steps)) {
      assertThat(batch.rows())
          .allSatisfy(row -> assertThat(row.label()).isEqualTo(labels.get(row.exampleId())));
      assertThat(batch.rows()).extracting(TrainingRow::label).doesNotContainNull();
      assertThat(batch.rows().stream().map(TrainingRow::label).distinct())
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void gradedExamplesStayAmongThemselves() {
    Map<String, TaskConfig> tasks =
        Map.of("sts", SamplingFixtures.task("sts", TaskConfig.Kind.SIMILARITY, 8));
    Sampler sampler = sampler(SamplingFixtures.sampling(Strategy.UNIFORM, 1, 1, 1, SEED), tasks);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      examples.add(
          i % 3 == 0
              ? SamplingFixtures.unique("sts", i)
              : SamplingFixtures.graded("sts", i, i / 400.0));
    }
    List<TrainingStep> steps = feed(sampler, examples);
    steps.addAll(drain(sampler));
    for (SubBatch batch : batches(steps)) {
      assertThat(batch.rows().stream().map(row -> Double.isNaN(row.score())).distinct()).hasSize(1);
    }
  }

  @Test
  void scoresOtherPositivesAndTextsAloneReachTheRows() {
    Map<String, TaskConfig> tasks =
        Map.of(
            "qa", SamplingFixtures.task("qa", TaskConfig.Kind.QA, 8),
            "texts", SamplingFixtures.task("texts", TaskConfig.Kind.SENTENCE_REPRESENTATION, 8));
    Sampler sampler = sampler(SamplingFixtures.sampling(Strategy.UNIFORM, 1, 2, 1, SEED), tasks);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String text = "of " + i;
      examples.add(
          i % 3 == 0
              ? SamplingFixtures.taught("qa", i)
              : i % 3 == 1
                  ? SamplingFixtures.example(
                      "qa", i, "q " + text, List.of("a " + text, "b " + text), List.of())
                  : SamplingFixtures.example("texts", i, text, List.of(), List.of()));
    }
    List<TrainingStep> steps = feed(sampler, examples);
    steps.addAll(drain(sampler));
    Set<String> kinds = new HashSet<>();
    for (SubBatch batch : batches(steps)) {
      List<TrainingRow> rows = batch.rows();
      if (batch.task().equals("texts")) {
        kinds.add("texts");
        assertThat(rows).extracting(TrainingRow::positive).containsOnly("");
      } else if (rows.get(0).graded()) {
        kinds.add("taught");
        for (TrainingRow row : rows) {
          assertThat(row.taught()).isTrue();
          for (int i = 0; i < row.negatives().size(); i++) {
            assertThat(row.negativeScores().get(i))
                .isEqualTo(row.negatives().get(i).startsWith("n ") ? 2.0 : 1.0);
          }
        }
      } else {
        kinds.add("plain");
        for (TrainingRow row : rows) {
          assertThat(row.taught()).isFalse();
          String other = (row.positive().startsWith("a") ? "b" : "a") + row.positive().substring(1);
          assertThat(row.otherPositives()).containsExactly(other);
        }
      }
    }
    assertThat(kinds).containsExactlyInAnyOrder("texts", "taught", "plain");
  }

  @Test
  void aStarvedTaskIsFilledFromItsReservoirAndOneThatCannotIsLeftOut() {
    Sampler sampler =
        sampler(
            SamplingFixtures.sampling(Strategy.UNIFORM, 1, 2, 1, SEED),
            SamplingFixtures.tasks(8, "rare", "often", "alike"));
    List<TrainingStep> steps = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      String task = i < 20 ? "rare" : i % 10 == 0 ? "alike" : "often";
      steps.addAll(
          feed(
              sampler,
              List.of(
                  task.equals("alike")
                      ? SamplingFixtures.labelled(task, i, "the only label")
                      : SamplingFixtures.unique(task, i))));
    }
    Map<String, TaskCounters> counters = sampler.state().tasks();
    assertThat(counters.get("rare").replayed()).isGreaterThan(500);
    assertThat(counters.get("alike").dealt()).isZero();
    assertThat(counters.get("alike").unfilled()).isPositive();
    assertThat(steps).last().extracting(step -> step.subBatches().size()).isEqualTo(2);
    // No row twice in a step, whatever the need.
    for (TrainingStep step : steps) {
      assertThat(rows(List.of(step))).extracting(TrainingRow::exampleId).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 37, 700, 1_999})
  void goingOnFromAStateDealsTheSame(int cut) {
    SamplingConfig config =
        new SamplingConfig(Strategy.TEMPERATURE, 0.5, 32, 2, 1.5, 60, 100, 10, 1, SEED);
    Map<String, TaskConfig> tasks = SamplingFixtures.tasks(8, "a", "b", "c");
    List<TrainingExample> examples = mixed(2_000, SEED);
    Sampler first = sampler(config, tasks);
    List<TrainingStep> before = feed(first, examples.subList(0, cut));
    first.apply(new TaskControl("b", Map.of("batch-size", "6")));
    Sampler restored = new Sampler(config, tasks, store.copy(), first.state());
    List<TrainingStep> expected = feed(first, examples.subList(cut, 2_000));
    expected.addAll(drain(first));
    List<TrainingStep> actual = feed(restored, examples.subList(cut, 2_000));
    actual.addAll(drain(restored));
    assertThat(actual).isEqualTo(expected);
    assertThat(actual.get(0).index()).isEqualTo(before.size());
    assertThat(restored.state()).isEqualTo(first.state());
  }

  @Test
  void aSamplerRestoredAfterItsEndDealsNothingMore() {
    SamplingConfig config = SamplingFixtures.sampling(Strategy.UNIFORM, 1, 2, 2, SEED);
    Map<String, TaskConfig> tasks = SamplingFixtures.tasks(8, "a", "b", "c");
    Sampler first = sampler(config, tasks);
    feed(first, mixed(333, SEED));
    drain(first);
    Sampler restored = new Sampler(config, tasks, store, first.state());
    assertThat(restored.drain()).isEmpty();
    assertThat(restored.state()).isEqualTo(first.state());
  }

  @Test
  void controlsTakeEffectAtTheNextStepAndWrongOnesChangeNothing() {
    Sampler sampler =
        sampler(
            SamplingFixtures.sampling(Strategy.UNIFORM, 1, 1, 1, SEED),
            SamplingFixtures.tasks(8, "a"));
    feed(sampler, List.of(SamplingFixtures.unique("a", 0)));
    sampler.apply(new TaskControl("a", Map.of("batch-size", "4", "query-prompt", "find: ")));
    SamplerState before = sampler.state();
    assertThatThrownBy(() -> sampler.apply(new TaskControl("a", Map.of("batch-size", "1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tasks.a.batch-size");
    assertThatThrownBy(() -> sampler.apply(new TaskControl("b", Map.of())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(sampler.state()).isEqualTo(before);
    List<TrainingStep> steps =
        feed(
            sampler,
            List.of(
                SamplingFixtures.unique("a", 1),
                SamplingFixtures.unique("a", 2),
                SamplingFixtures.unique("a", 3)));
    assertThat(rows(steps)).hasSize(4).allMatch(row -> row.queryPrompt().equals("find: "));
  }

  @Test
  void anUnknownTaskIsRefused() {
    Sampler sampler =
        sampler(
            SamplingFixtures.sampling(Strategy.UNIFORM, 1, 1, 1, SEED),
            SamplingFixtures.tasks(8, "a"));
    assertThatThrownBy(() -> sampler.add(SamplingFixtures.unique("b", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("b");
  }

  @Test
  void fewExamplesAreTrainedOnAtTheEnd() {
    SamplingConfig config =
        new SamplingConfig(Strategy.UNIFORM, 1, 32, 2, 1, 100, 100, 1_000, 1, SEED);
    Sampler sampler = sampler(config, SamplingFixtures.tasks(8, "a", "b"));
    assertThat(feed(sampler, mixed(40, SEED).stream().filter(e -> e.task().equals("b")).toList()))
        .isEmpty();
    for (int i = 0; i < 11; i++) {
      sampler.add(SamplingFixtures.unique("a", i));
    }
    List<TrainingStep> steps = drain(sampler);
    assertThat(rows(steps).stream().filter(TrainingRow::fresh).count())
        .isEqualTo(sampler.shares().stream().mapToLong(TaskShare::arrived).sum());
  }
}
