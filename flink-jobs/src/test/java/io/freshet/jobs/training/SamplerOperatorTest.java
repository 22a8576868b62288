/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.SamplingConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.jobs.training.sampling.HeapExamples;
import io.freshet.jobs.training.sampling.Sampler;
import io.freshet.jobs.training.sampling.SamplerState;
import io.freshet.jobs.training.sampling.SamplingFixtures;
import io.freshet.jobs.training.sampling.TaskShare;
import io.freshet.jobs.training.state.TrainerInputCodec;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // the harness declares that close throws any exception
class SamplerOperatorTest {

  private static final SamplingConfig CONFIG =
      SamplingFixtures.sampling(SamplingConfig.Strategy.TEMPERATURE, 0.5, 2, 0.5, 40, 30, 5, 42);
  private static final Map<String, TaskConfig> TASKS = SamplingFixtures.tasks(4, "a", "b", "c");

  private static KeyedOneInputStreamOperatorTestHarness<Integer, TrainingMessage, TrainerInput>
      harness(String backend) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<Integer, TrainingMessage, TrainerInput> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new SamplerOperator(CONFIG, TASKS), message -> SamplerOperator.KEY, Types.INT, 1, 1, 0);
    StateBackend state =
        backend.equals("rocksdb")
            ? new EmbeddedRocksDBStateBackend(true)
            : new HashMapStateBackend();
    harness.setStateBackend(state);
    harness.setup(CodecTypeInformation.of(TrainerInputCodec.INSTANCE).createSerializer());
    return harness;
  }

  private static List<TrainingMessage> messages() {
    List<TrainingMessage> messages = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      messages.add(SamplingFixtures.unique(i % 7 == 0 ? "a" : i % 3 == 0 ? "b" : "c", i));
    }
    messages.add(140, new TaskControl("b", Map.of("batch-size", "6")));
    return messages;
  }

  private static List<TrainerInput> inputs(
      KeyedOneInputStreamOperatorTestHarness<Integer, TrainingMessage, TrainerInput> harness) {
    List<TrainerInput> inputs = new ArrayList<>();
    for (Object record : harness.getOutput()) {
      inputs.add((TrainerInput) ((StreamRecord<?>) record).getValue());
    }
    return inputs;
  }

  private static void feed(
      KeyedOneInputStreamOperatorTestHarness<Integer, TrainingMessage, TrainerInput> harness,
      List<TrainingMessage> messages)
      throws Exception {
    for (TrainingMessage message : messages) {
      harness.processElement(new StreamRecord<>(message));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void goesOnFromACheckpointAsIfNothingHadHappened(String backend) throws Exception {
    List<TrainingMessage> messages = messages();
    List<TrainerInput> expected;
    try (var harness = harness(backend)) {
      harness.open();
      feed(harness, messages);
      harness.endInput();
      expected = inputs(harness);
    }
    assertThat(expected).hasSizeGreaterThan(40);

    OperatorSubtaskState checkpoint;
    List<TrainerInput> actual = new ArrayList<>();
    try (var harness = harness(backend)) {
      harness.open();
      feed(harness, messages.subList(0, 137));
      checkpoint = harness.snapshot(1, 1);
      actual.addAll(inputs(harness));
      // What comes after the checkpoint is lost with the failure.
      feed(harness, messages.subList(137, 200));
    }
    try (var harness = harness(backend)) {
      harness.initializeState(checkpoint);
      harness.open();
      feed(harness, messages.subList(137, messages.size()));
      harness.endInput();
      actual.addAll(inputs(harness));
    }
    assertThat(actual).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void dealsAsItsLogicDoes(String backend) throws Exception {
    List<TrainerInput> expected = new ArrayList<>();
    Sampler sampler = new Sampler(CONFIG, TASKS, new HeapExamples(), SamplerState.START);
    for (TrainingMessage message : messages()) {
      if (message instanceof TaskControl control) {
        sampler.apply(control);
        expected.add(new TrainerInput.Control(control));
      } else {
        sampler.add((io.freshet.connectors.records.TrainingExample) message);
        for (int i = 0; i < sampler.stepsPerArrival(); i++) {
          Optional<TrainingStep> step = sampler.deal();
          step.ifPresent(dealt -> expected.add(new TrainerInput.Step(dealt, sampler.shares())));
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
      assertThat(last.shares().stream().mapToLong(TaskShare::arrived).sum()).isEqualTo(300);
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
