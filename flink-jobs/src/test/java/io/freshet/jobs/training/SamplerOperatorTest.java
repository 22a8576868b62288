/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.config.SamplingConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.Received;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TaskControl.Action;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.jobs.training.sampling.HeapExamples;
import io.freshet.jobs.training.sampling.Sampler;
import io.freshet.jobs.training.sampling.SamplerState;
import io.freshet.jobs.training.sampling.SamplingFixtures;
import io.freshet.jobs.training.sampling.TaskShare;
import io.freshet.jobs.training.state.TrainerInputCodec;
import io.freshet.jobs.training.tasks.TaskChanges;
import io.freshet.jobs.training.tasks.TaskTable;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // the harness declares that close throws any exception
class SamplerOperatorTest {

  private static final SamplingConfig CONFIG =
      SamplingFixtures.sampling(SamplingConfig.Strategy.TEMPERATURE, 0.5, 2, 0.5, 40, 30, 5, 42);
  private static final Map<String, TaskConfig> TASKS = SamplingFixtures.tasks(4, "a", "b", "c");

  private static final Received RECEIVED =
      new Received(new byte[0], new byte[] {1}, new Origin("topic", 0, 1, 2));

  private static Harness harness(String backend) throws Exception {
    return harness(backend, SamplingFixtures.deployment(CONFIG, TASKS));
  }

  private static Harness harness(String backend, FreshetConfig config) throws Exception {
    Harness harness = new Harness(new SamplerOperator(config, "topic", () -> task -> {}));
    StateBackend state =
        backend.equals("rocksdb")
            ? new EmbeddedRocksDBStateBackend(true)
            : new HashMapStateBackend();
    harness.setStateBackend(state);
    harness.setup(CodecTypeInformation.of(TrainerInputCodec.INSTANCE).createSerializer());
    return harness;
  }

  /** The operator alone, fed with records of one partition. */
  private static final class Harness
      extends KeyedOneInputStreamOperatorTestHarness<
          Integer, Decoded<TrainingMessage>, TrainerInput> {
    Harness(SamplerOperator operator) throws Exception {
      super(operator, message -> SamplerOperator.KEY, Types.INT, 1, 1, 0);
    }

    List<DeadLetter> letters() {
      var letters = getSideOutput(SamplerOperator.LETTERS);
      return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
    }
  }

  private static Decoded<TrainingMessage> decoded(TrainingMessage message) {
    return new Decoded.Accepted<>(message, RECEIVED);
  }

  private static List<TrainingMessage> messages() {
    List<TrainingMessage> messages = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      messages.add(SamplingFixtures.unique(i % 7 == 0 ? "a" : i % 3 == 0 ? "b" : "c", i));
    }
    messages.add(140, TaskControl.set("b", Map.of("batch-size", "6")));
    messages.add(120, TaskControl.set("a", Map.of("batch-size", "3")));
    messages.add(100, TaskControl.add("d", Map.of("batch-size", "4")));
    for (int i = 0; i < 60; i++) {
      messages.add(110 + 3 * i, SamplingFixtures.unique("d", 1_000 + i));
    }
    messages.add(320, TaskControl.remove("b"));
    messages.add(321, TaskControl.remove("b"));
    messages.add(322, SamplingFixtures.unique("b", 2_000));
    return messages;
  }

  private static List<TrainerInput> inputs(Harness harness) {
    List<TrainerInput> inputs = new ArrayList<>();
    for (Object record : harness.getOutput()) {
      inputs.add((TrainerInput) ((StreamRecord<?>) record).getValue());
    }
    return inputs;
  }

  private static void feed(Harness harness, List<TrainingMessage> messages) throws Exception {
    for (TrainingMessage message : messages) {
      harness.processElement(new StreamRecord<>(decoded(message)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hashmap, 137",
    "rocksdb, 137",
    "hashmap, 100",
    "hashmap, 101",
    "hashmap, 321",
    "rocksdb, 323"
  })
  void goesOnFromACheckpointAsIfNothingHadHappened(String backend, int cut) throws Exception {
    List<TrainingMessage> messages = messages();
    List<TrainerInput> expected;
    try (var harness = harness(backend)) {
      harness.open();
      feed(harness, messages);
      harness.endInput();
      expected = inputs(harness);
      assertThat(harness.letters())
          .extracting(DeadLetter::reason)
          .startsWith("invalid-control", "unknown-task")
          .containsOnlyOnce("invalid-control");
    }
    assertThat(expected).hasSizeGreaterThan(40);

    OperatorSubtaskState checkpoint;
    List<TrainerInput> actual = new ArrayList<>();
    try (var harness = harness(backend)) {
      harness.open();
      feed(harness, messages.subList(0, cut));
      checkpoint = harness.snapshot(1, 1);
      actual.addAll(inputs(harness));
      // What comes after the checkpoint is lost with the failure.
      feed(harness, messages.subList(cut, cut + 20));
    }
    List<TrainerInput> after;
    try (var harness = harness(backend)) {
      harness.initializeState(checkpoint);
      harness.open();
      feed(harness, messages.subList(cut, messages.size()));
      harness.endInput();
      after = inputs(harness);
    }
    if (cut > 100) {
      // The trainer that started anew learns of the tasks before anything else.
      assertThat(after.get(0)).isInstanceOf(TrainerInput.Tasks.class);
    }
    actual.addAll(after);
    assertThat(steps(actual)).isEqualTo(steps(expected));
    assertThat(last(actual)).isEqualTo(last(expected));
    assertThat(last(actual).changes().revision()).isEqualTo(4);
  }

  private static List<TrainerInput> steps(List<TrainerInput> inputs) {
    return inputs.stream().filter(TrainerInput.Step.class::isInstance).toList();
  }

  private static TrainerInput.Tasks last(List<TrainerInput> inputs) {
    return inputs.stream()
        .filter(TrainerInput.Tasks.class::isInstance)
        .map(TrainerInput.Tasks.class::cast)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Test
  void examplesOfUnknownTasksAreTheDefaultTasks() throws Exception {
    SamplingConfig plain = SamplingFixtures.sampling(SamplingConfig.Strategy.UNIFORM, 1, 1, 0, 42);
    SamplingConfig spare =
        ConfigReader.parse(
                "test",
                "{model: {path: m}, registry: {path: r}, tasks: {a: {}}, sampling: {default-task: a, replay-ratio: 0, minimum-buffered: 2}}")
            .sampling();
    List<TrainingMessage> messages = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      messages.add(SamplingFixtures.unique(i % 2 == 0 ? "a" : "x", i));
    }
    Map<String, TaskConfig> tasks = SamplingFixtures.tasks(4, "a", "b");
    try (var harness = harness("hashmap", SamplingFixtures.deployment(spare, tasks))) {
      harness.open();
      feed(harness, messages);
      assertThat(inputs(harness)).hasSize(2);
      assertThat(harness.letters()).isEmpty();
    }
    try (var harness = harness("hashmap", SamplingFixtures.deployment(plain, tasks))) {
      harness.open();
      feed(harness, messages);
      assertThat(inputs(harness)).hasSize(1);
      assertThat(harness.letters()).hasSize(4);
      assertThat(harness.letters().get(0).error()).contains("freshet tasks add", "a, b");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void dealsAsItsLogicDoes(String backend) throws Exception {
    List<TrainerInput> expected = new ArrayList<>();
    Sampler sampler = new Sampler(CONFIG, TASKS, new HeapExamples(), SamplerState.START);
    TaskTable table =
        TaskTable.of(SamplingFixtures.deployment(CONFIG, TASKS), task -> {}, TaskChanges.NONE);
    for (TrainingMessage message : messages()) {
      if (message instanceof TaskControl control) {
        if (table.tasks().containsKey(control.task()) == (control.action() != Action.ADD)) {
          table = table.after(control);
          sampler.use(table.tasks());
          expected.add(new TrainerInput.Tasks(table.changes()));
        }
      } else if (table.tasks().containsKey(message.task())) {
        sampler.add((TrainingExample) message, RecordDigest.coordinates(RECEIVED));
        for (int i = 0; i < sampler.stepsPerArrival(); i++) {
          Optional<TrainingStep> step = sampler.deal();
          step.ifPresent(
              dealt ->
                  expected.add(new TrainerInput.Step(dealt, sampler.shares(), sampler.parts())));
        }
      }
    }
    try (var harness = harness(backend)) {
      harness.open();
      feed(harness, messages());
      assertThat(inputs(harness)).isEqualTo(expected);
      harness.endInput();
      List<TrainerInput> all = inputs(harness);
      TrainerInput.Step last = (TrainerInput.Step) all.get(all.size() - 1);
      assertThat(last.shares().stream().mapToLong(TaskShare::arrived).sum())
          .isEqualTo(sampler.shares().stream().mapToLong(TaskShare::arrived).sum())
          .isGreaterThan(250);
      assertThat(
              all.stream()
                  .filter(TrainerInput.Step.class::isInstance)
                  .flatMap(input -> ((TrainerInput.Step) input).step().subBatches().stream())
                  .flatMap(batch -> batch.rows().stream())
                  .filter(TrainingRow::fresh)
                  .map(TrainingRow::exampleId)
                  .distinct()
                  .count())
          .isGreaterThan(250);
    }
  }
}
