/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.config.SamplingConfig;
import io.freshet.config.SamplingConfig.Strategy;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.Coordinates;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import java.time.Duration;
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
      sampler.add(example, Coordinates.UNKNOWN);
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

  /**
   * Over 10,000 steps the rows of every task are what the strategy, its bounds and the arrivals ask
   * for, within 3 standard deviations of sub-batches drawn independently with these shares.
   */
  @ParameterizedTest
  @CsvSource({
    "UNIFORM, 0.5, 1, 1",
    "PROPORTIONAL, 0.5, 1, 1",
    "TEMPERATURE, 0.5, 1, 1",
    "TEMPERATURE, 0.5, 2, 1",
    "TEMPERATURE, 0.0, 2, 3",
    "TEMPERATURE, 0.3, 3, 0.5",
    "WEIGHTS, 0.3, 2, 2",
    "UNIFORM, 0.5, 2, 0.25"
  })
  void sharesOfRowsAreTheExpectedOnes(
      Strategy strategy, double alpha, int tasksPerStep, double ratio) {
    Map<String, TaskConfig> tasks = new HashMap<>(SamplingFixtures.tasks(8, "b", "c"));
    tasks.put(
        "a",
        SamplingFixtures.task("a", TaskConfig.Kind.RETRIEVAL, 12)
            .with(Map.of("minimum-share", "0.1", "sampling-weight", "3")));
    tasks.computeIfPresent("c", (name, task) -> task.with(Map.of("maximum-share", "0.7")));
    Sampler sampler =
        sampler(SamplingFixtures.sampling(strategy, alpha, tasksPerStep, ratio, SEED), tasks);
    int arrivals = (int) (10_000L * tasksPerStep * 12 / (1 + ratio));
    Map<String, Double> expected = new HashMap<>();
    Map<String, Integer> actual = new HashMap<>();
    int batches = 0;
    int rows = 0;
    for (TrainingExample example : mixed(arrivals, SEED)) {
      sampler.add(example, Coordinates.UNKNOWN);
      for (Optional<TrainingStep> step = sampler.deal(); step.isPresent(); step = sampler.deal()) {
        List<TaskShare> shares = sampler.shares();
        for (SubBatch batch : step.get().subBatches()) {
          int size = batch.rows().size();
          batches++;
          rows += size;
          actual.merge(batch.task(), size, Integer::sum);
          shares.forEach(
              share -> expected.merge(share.task(), size * share.expected(), Double::sum));
        }
      }
    }
    assertThat(batches).isGreaterThan(10_000);
    for (Map.Entry<String, Double> each : expected.entrySet()) {
      double share = each.getValue() / rows;
      double deviation = Math.sqrt(share * (1 - share) / batches);
      assertThat((double) actual.getOrDefault(each.getKey(), 0) / rows)
          .as("%s of %s", each.getKey(), expected)
          .isCloseTo(share, within(3 * deviation));
    }
  }

  @Test
  void theExpectedSharesAreTheStrategysWhereReplayCanMakeThemSo() {
    Sampler sampler =
        sampler(
            SamplingFixtures.sampling(Strategy.UNIFORM, 1, 1, 3, SEED),
            SamplingFixtures.tasks(8, "a", "b", "c"));
    feed(sampler, mixed(20_000, SEED));
    for (TaskShare share : sampler.shares()) {
      assertThat(share.expected()).isCloseTo(1 / 3.0, within(0.01));
    }
  }

  @Test
  void rowsTrainedAreAFunctionOfArrivals() {
    for (double ratio : new double[] {0, 0.5, 1, 3}) {
      HeapExamples examples = new HeapExamples();
      Sampler sampler =
          new Sampler(
              SamplingFixtures.sampling(Strategy.PROPORTIONAL, 1, 2, ratio, SEED),
              SamplingFixtures.tasks(16, "a", "b", "c"),
              examples,
              SamplerState.START);
      int dealt = rows(feed(sampler, mixed(8_000, SEED))).size();
      double most = 8_000 * (1 + ratio);
      assertThat((double) dealt).isBetween(most - 32 - (ratio == 0 ? 3 * 16 : 0), most);
    }
  }

  @Test
  void stepsHoldWholeSubBatchesAndATaskIsReplayedTwiceOnlyWhereItsShareIsThatLarge() {
    Sampler sampler =
        sampler(
            SamplingFixtures.sampling(Strategy.UNIFORM, 0.5, 2, 3, SEED),
            SamplingFixtures.tasks(8, "a", "b", "c"));
    feed(sampler, mixed(400, SEED));
    List<TrainingStep> steps = feed(sampler, mixed(4_000, SEED + 1));
    assertThat(steps).isNotEmpty();
    int alike = 0;
    for (TrainingStep step : steps) {
      assertThat(step.subBatches()).hasSize(2);
      alike += step.subBatches().get(0).task().equals(step.subBatches().get(1).task()) ? 1 : 0;
      step.subBatches().forEach(batch -> assertThat(batch.rows()).hasSize(8));
    }
    assertThat(alike).isLessThan(steps.size() / 20);
    assertThat(steps).extracting(TrainingStep::index).isSorted().doesNotHaveDuplicates();
  }

  /** One task after the other: what comes now is trained on now, and the others are replayed. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "2, 0.5", "1, 0"})
  void freshExamplesAreTrainedOnAsTheyArriveAndReplayComesOnTop(int tasksPerStep, double ratio) {
    Sampler sampler =
        sampler(
            SamplingFixtures.sampling(Strategy.TEMPERATURE, 0.5, tasksPerStep, ratio, SEED),
            SamplingFixtures.tasks(8, "a", "b", "c"));
    long number = 0;
    for (String task : List.of("a", "b", "c")) {
      int fresh = 0;
      int replayed = 0;
      int others = 0;
      for (int i = 0; i < 5_000; i++) {
        List<TrainingStep> steps = feed(sampler, List.of(SamplingFixtures.unique(task, number++)));
        for (SubBatch batch : batches(steps)) {
          for (TrainingRow row : batch.rows()) {
            fresh += row.fresh() ? 1 : 0;
            replayed += row.fresh() ? 0 : 1;
            others += row.fresh() || batch.task().equals(task) ? 0 : 1;
          }
        }
        assertThat(sampler.waited(task)).isLessThanOrEqualTo(8L * (tasksPerStep + 1));
      }
      assertThat(fresh).isBetween(5_000 - 8 * (tasksPerStep + 1), 5_000 + 8 * (tasksPerStep + 1));
      assertThat((double) replayed).isCloseTo(5_000 * ratio, within(8.0 * (tasksPerStep + 1)));
      if (!task.equals("a")) {
        // More of this task than its share arrives, so that the replayed rows are the others'.
        assertThat((double) others).isGreaterThanOrEqualTo(0.9 * replayed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void noFreshExampleWaitsLongerThanTheBound(double ratio) {
    SamplingConfig config =
        new SamplingConfig(
            Strategy.TEMPERATURE,
            0.5,
            32,
            2,
            ratio,
            100_000,
            5_000,
            32,
            300,
            1,
            0,
            0,
            Duration.ZERO,
            "",
            SEED);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      names.add("t" + i);
    }
    Sampler sampler = sampler(config, SamplingFixtures.tasks(32, names.toArray(String[]::new)));
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, Long> arrived = new HashMap<>();
    long longest = 0;
    for (long i = 1; i <= 20_000; i++) {
      // A thirtieth of the tasks bring nearly everything; the others a few hundred examples each.
      // The first of a task has no company before the second.
      int task =
          i <= 60 ? (int) (i % 30) : random.nextInt(3) == 0 ? random.nextInt(names.size()) : 0;
      TrainingExample example = SamplingFixtures.unique(names.get(task), i);
      arrived.put(example.id(), i);
      for (TrainingRow row : rows(feed(sampler, List.of(example)))) {
        if (row.fresh()) {
          longest = Math.max(longest, i - arrived.get(row.exampleId()));
        }
      }
    }
    assertThat(longest).isBetween(250L, 330L);
    for (String name : names) {
      assertThat(sampler.waited(name)).isLessThanOrEqualTo(330);
    }
  }

  @Test
  void moreThanATasksLargestShareIsKeptForReplayUntrained() {
    Map<String, TaskConfig> tasks = new HashMap<>(SamplingFixtures.tasks(8, "a", "b"));
    tasks.computeIfPresent("a", (name, task) -> task.with(Map.of("maximum-share", "0.3")));
    Sampler sampler = sampler(SamplingFixtures.sampling(Strategy.UNIFORM, 1, 1, 1, SEED), tasks);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      examples.add(SamplingFixtures.unique(i % 10 == 0 ? "b" : "a", i));
    }
    List<TrainingStep> steps = feed(sampler, examples);
    long ofA = rows(steps).stream().filter(row -> row.exampleId().startsWith("a")).count();
    assertThat((double) ofA / rows(steps).size()).isCloseTo(0.3, within(0.01));
    assertThat(sampler.counters("a").overflowed()).isPositive();
    assertThat(sampler.counters("b").overflowed()).isZero();
  }

  @Test
  void anExampleIsUsedNoMoreOftenThanAllowedAndItsTaskLeavesItsShare() {
    SamplingConfig config =
        new SamplingConfig(
            Strategy.UNIFORM,
            1,
            32,
            1,
            1,
            100_000,
            5_000,
            8,
            1_000,
            1,
            3,
            0,
            Duration.ZERO,
            "",
            SEED);
    Sampler sampler = sampler(config, SamplingFixtures.tasks(8, "a", "b"));
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      examples.add(SamplingFixtures.unique(i < 100 ? "a" : "b", i));
    }
    Map<String, Integer> uses = new HashMap<>();
    rows(feed(sampler, examples)).forEach(row -> uses.merge(row.exampleId(), 1, Integer::sum));
    assertThat(uses.values()).allMatch(count -> count <= 3);
    assertThat(sampler.counters("a").unfilled()).isPositive();
    assertThat(sampler.counters("a").dealt()).isBetween(250L, 300L);
    assertThat(sampler.counters("b").dealt()).isGreaterThan(7_000L);
  }

  @ParameterizedTest
  @CsvSource({"1000, 0", "0, 1"})
  void whatIsTooOldIsNotReplayed(long arrivals, long seconds) {
    SamplingConfig config =
        new SamplingConfig(
            Strategy.UNIFORM,
            1,
            32,
            1,
            1,
            100_000,
            5_000,
            8,
            1_000,
            1,
            0,
            arrivals,
            Duration.ofSeconds(seconds),
            "",
            SEED);
    Sampler sampler = sampler(config, SamplingFixtures.tasks(8, "a", "b"));
    for (int i = 0; i < 6_000; i++) {
      // The timestamp of an example is its number, in milliseconds.
      List<TrainingStep> steps =
          feed(sampler, List.of(SamplingFixtures.unique(i % 2 == 0 ? "a" : "b", i)));
      for (TrainingRow row : rows(steps)) {
        int number = Integer.parseInt(row.exampleId().substring(2));
        assertThat(i - number).isLessThanOrEqualTo(1_000);
      }
    }
    for (String task : List.of("a", "b")) {
      assertThat(sampler.counters(task).kept()).isLessThan(3_000);
      assertThat(store.count(ExampleStore.Area.RESERVOIR, task))
          .isEqualTo(sampler.counters(task).kept());
    }
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
        SamplingFixtures.sampling(Strategy.UNIFORM, 1, 1, 1, 50, 200, 100, SEED);
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
    // What overflowed may have its first use out of the reservoir.
    long queued = counters.tail() - counters.head();
    assertThat(first).isBetween(2_000 - counters.overflowed() - queued, 2_000 - queued);
    assertThat(store.count(ExampleStore.Area.RESERVOIR, "a")).isEqualTo(200);
  }

  @Test
  void theReservoirKeepsOldAndNewAlike() {
    SamplingConfig config =
        SamplingFixtures.sampling(Strategy.UNIFORM, 1, 1, 1, 1_000, 500, 0, SEED);
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
        SamplingFixtures.sampling(Strategy.TEMPERATURE, 0.5, 2, 1.5, 60, 100, 10, SEED);
    Map<String, TaskConfig> tasks = SamplingFixtures.tasks(8, "a", "b", "c");
    List<TrainingExample> examples = mixed(2_000, SEED);
    Sampler first = sampler(config, tasks);
    List<TrainingStep> before = feed(first, examples.subList(0, cut));
    Map<String, TaskConfig> changed = new HashMap<>(tasks);
    changed.computeIfPresent("b", (name, task) -> task.with(Map.of("batch-size", "6")));
    first.use(changed);
    Sampler restored = new Sampler(config, changed, store.copy(), first.state());
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
  void otherSettingsTakeEffectAtTheNextStep() {
    Map<String, TaskConfig> tasks = SamplingFixtures.tasks(8, "a");
    Sampler sampler = sampler(SamplingFixtures.sampling(Strategy.UNIFORM, 1, 1, 0, SEED), tasks);
    feed(sampler, List.of(SamplingFixtures.unique("a", 0)));
    tasks.computeIfPresent(
        "a", (name, task) -> task.with(Map.of("batch-size", "4", "query-prompt", "find: ")));
    sampler.use(tasks);
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
  void aTaskThatGoesLeavesNothingBehindAndOneThatComesTakesPart() {
    Map<String, TaskConfig> tasks = SamplingFixtures.tasks(8, "a", "b");
    Sampler sampler = sampler(SamplingFixtures.sampling(Strategy.UNIFORM, 1, 1, 1, SEED), tasks);
    feed(sampler, mixed(600, SEED).stream().filter(each -> !each.task().equals("c")).toList());
    long ofA = store.size("a");
    assertThat(store.size("b")).isPositive();
    sampler.use(SamplingFixtures.tasks(8, "a", "c"));
    assertThat(store.size("b")).isZero();
    assertThat(store.size("a")).isEqualTo(ofA);
    assertThat(sampler.state().tasks()).containsOnlyKeys("a", "c");
    assertThat(sampler.counters("b")).isEqualTo(TaskCounters.NONE);
    List<TrainingExample> later = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      later.add(SamplingFixtures.unique(i % 2 == 0 ? "a" : "c", 1_000 + i));
    }
    List<TrainingRow> rows = rows(feed(sampler, later));
    assertThat(rows).extracting(row -> row.exampleId().charAt(0)).containsOnly('a', 'c');
    assertThat(sampler.counters("c").dealt()).isCloseTo(400, within(80L));
  }

  @Test
  void examplesThatNewLossesCannotLearnFromArePassedOver() {
    Map<String, TaskConfig> tasks = SamplingFixtures.tasks(8, "a");
    Sampler sampler = sampler(SamplingFixtures.sampling(Strategy.UNIFORM, 1, 1, 1, SEED), tasks);
    List<TrainingExample> unscored = new ArrayList<>();
    List<TrainingExample> scored = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      unscored.add(SamplingFixtures.unique("a", i));
      scored.add(SamplingFixtures.taught("a", 1_000 + i));
    }
    feed(sampler, unscored);
    long dealt = sampler.counters("a").dealt();
    tasks.computeIfPresent("a", (name, task) -> task.with(Map.of("losses", "margin-mse")));
    sampler.use(tasks);
    List<TrainingRow> rows = rows(feed(sampler, scored));
    assertThat(rows).isNotEmpty().allMatch(row -> row.exampleId().matches("a-1\\d{3}"));
    assertThat(sampler.counters("a").dealt()).isGreaterThan(dealt + 100);
    drain(sampler);
    assertThat(sampler.counters("a").tail()).isEqualTo(sampler.counters("a").head());
    // With the losses of before they are of use again.
    sampler.use(SamplingFixtures.tasks(8, "a"));
    List<TrainingExample> later = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      later.add(SamplingFixtures.unique("a", 2_000 + i));
    }
    assertThat(rows(feed(sampler, later)))
        .extracting(TrainingRow::exampleId)
        .anyMatch(id -> id.matches("a-\\d{1,2}"));
  }

  @Test
  void anUnknownTaskIsRefused() {
    Sampler sampler =
        sampler(
            SamplingFixtures.sampling(Strategy.UNIFORM, 1, 1, 1, SEED),
            SamplingFixtures.tasks(8, "a"));
    assertThatThrownBy(() -> sampler.add(SamplingFixtures.unique("b", 1), Coordinates.UNKNOWN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("b");
  }

  @Test
  void fewExamplesAreTrainedOnAtTheEnd() {
    SamplingConfig config =
        SamplingFixtures.sampling(Strategy.UNIFORM, 1, 2, 1, 100, 100, 1_000, SEED);
    Sampler sampler = sampler(config, SamplingFixtures.tasks(8, "a", "b"));
    assertThat(feed(sampler, mixed(40, SEED).stream().filter(e -> e.task().equals("b")).toList()))
        .isEmpty();
    for (int i = 0; i < 11; i++) {
      sampler.add(SamplingFixtures.unique("a", i), Coordinates.UNKNOWN);
    }
    List<TrainingStep> steps = drain(sampler);
    assertThat(rows(steps).stream().filter(TrainingRow::fresh).count())
        .isEqualTo(sampler.shares().stream().mapToLong(TaskShare::arrived).sum());
  }
}
