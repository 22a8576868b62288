/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.Precision;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.encoder.Encoder;
import io.freshet.model.encoder.NetworkSettings;
import io.freshet.model.encoder.WeightLoader;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.pass.TextParts;
import io.freshet.model.training.settings.ParameterSettings;
import io.freshet.model.training.settings.TrainerSettings;
import io.freshet.model.training.state.StateChunk;
import io.freshet.model.training.state.StateHeader;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights that no update changes are converted once, not by every call: the bits stay. */
class FixedWeightsTest {
  private static final List<String> TEXTS = List.of("kafka window", "a loss of gradient", "x", "");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "bert, BFLOAT16",
    "bert, FLOAT16",
    "mpnet, BFLOAT16",
    "modernbert, BFLOAT16",
    "qwen3, BFLOAT16",
    "bert, FLOAT32"
  })
  void embeddingsAreThoseOfConvertingInTheProgram(String model, Precision precision)
      throws IOException {
    Path path = Fixtures.path("encoders/" + model);
    ModelFolder folder = ModelFolder.read(path);
    try (ComputeDevice device = device(precision);
        TextTokenizer tokenizer = TextTokenizer.open(path)) {
      NDManager memory = device.memory();
      WeightLoader loader = new WeightLoader(DevicePrograms.load(Program.COMMON, device));
      List<TensorSpec> specs = folder.architecture().tensors();
      NDList wide = loader.load(memory, specs, folder.tensors());
      NDList once = loader.loadFixed(memory, specs, folder.tensors());
      Encoder encoder = Encoder.of(folder, device);
      TokenBatch batch = TextTokenizer.pad(tokenizer.tokenize(TEXTS, 32), tokenizer.padId());
      assertThat(encoder.embed(memory, once, batch).toFloatArray())
          .containsExactly(encoder.embed(memory, wide, batch).toFloatArray());
    }
  }

  @ParameterizedTest
  @CsvSource({"BFLOAT16, false", "BFLOAT16, true", "FLOAT16, false"})
  void gradientsBesideAFrozenBaseAreThoseOfConvertingInTheProgram(
      Precision precision, boolean recompute) throws IOException {
    Path path = Fixtures.path("encoders/bert");
    ModelFolder folder = ModelFolder.read(path);
    try (ComputeDevice device = device(precision);
        TextTokenizer tokenizer = TextTokenizer.open(path)) {
      NDManager memory = device.memory();
      WeightLoader loader = new WeightLoader(DevicePrograms.load(Program.COMMON, device));
      List<TensorSpec> specs = folder.architecture().tensors();
      int frozen = folder.architecture().layers().get(1).intValue();
      NDList wide = loader.load(memory, specs, folder.tensors());
      NDList once = loader.loadFixed(memory, specs.subList(0, frozen), folder.tensors());
      once.addAll(loader.load(memory, specs.subList(frozen, specs.size()), folder.tensors()));
      for (int i = frozen; i < specs.size(); i++) {
        wide.get(i).setRequiresGradient(true);
        once.get(i).setRequiresGradient(true);
      }
      NetworkSettings settings =
          NetworkSettings.forTraining(folder, memory, precision, 0.1, recompute);
      TextParts texts = TextParts.of(tokenizer, TEXTS, 32, 16, 1);
      assertThat(texts.parts()).hasSizeGreaterThan(1);
      DevicePrograms programs =
          DevicePrograms.load(Program.TRAINING, folder.architecture().program(), device);
      NDList expected = gradients(memory, programs, texts, settings, wide);
      NDList actual = gradients(memory, programs, texts, settings, once);
      assertThat(actual).hasSize(specs.size() - frozen).hasSameSizeAs(expected);
      for (int i = 0; i < actual.size(); i++) {
        assertThat(actual.get(i).toFloatArray()).containsExactly(expected.get(i).toFloatArray());
      }
    }
  }

  /** Gradients where that of each embedding is the embedding itself. */
  private static NDList gradients(
      NDManager memory,
      DevicePrograms programs,
      TextParts texts,
      NetworkSettings settings,
      NDList weights) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.of(weights));
    arguments.addAll(TextParts.arguments(memory, texts.parts(), texts.seeds(7)));
    arguments.add(settings.argument());
    arguments.add(Argument.of(memory.create(false)));
    NDList kept = programs.differentiate(memory, "embed_parts", arguments.toArray(new Argument[0]));
    int each = kept.size() / texts.parts().size();
    NDList incoming = new NDList();
    for (int part = 0; part < texts.parts().size(); part++) {
      incoming.add(
          memory.create(kept.get(part * each).toFloatArray(), kept.get(part * each).getShape()));
    }
    arguments.add(Argument.of(kept));
    arguments.add(Argument.of(incoming));
    arguments.add(Argument.of(memory.create(1.0)));
    return programs.differentiate(memory, "gradients_of_parts", arguments.toArray(new Argument[0]));
  }

  /**
   * Frozen, thawed and frozen again: each time from a state, and what was trained stays trained.
   */
  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void whatIsFrozenMayChangeUnderNarrowTypes(Precision precision) throws IOException {
    ParameterSettings frozen =
        new ParameterSettings(true, 1, List.of(), Optional.empty(), Optional.empty());
    List<StateChunk> first;
    try (Trainer trainer = start(precision, frozen)) {
      first = trained(trainer, 0).chunks(10_000);
    }
    TrainerState second;
    try (Trainer trainer = restore(precision, ParameterSettings.everything(), first)) {
      second = trained(trainer, 1);
    }
    assertThat(second.header().tensors()).allMatch(StateHeader.Tensor::trained);
    TrainerState third;
    try (Trainer trainer = restore(precision, frozen, second.chunks(10_000))) {
      third = trained(trainer, 2);
    }
    // Tensors that were trained are no longer those of the folder: the state goes on holding them.
    assertThat(third.header().tensors()).hasSameSizeAs(second.header().tensors());
    second.export(TinySteps.MODEL, directory.resolve("second"));
    third.export(TinySteps.MODEL, directory.resolve("third"));
    String thawed = "encoder.layer.0.output.dense.weight";
    float[] before = ModelFolder.read(directory.resolve("second")).tensors().get(thawed).toFloats();
    assertThat(ModelFolder.read(directory.resolve("third")).tensors().get(thawed).toFloats())
        .containsExactly(before)
        .isNotEqualTo(ModelFolder.read(TinySteps.MODEL).tensors().get(thawed).toFloats());
  }

  @ParameterizedTest
  @CsvSource({"BFLOAT16, 1", "BFLOAT16, 2", "FLOAT16, 1"})
  void anAdapterIsTrainedBesideANarrowBase(Precision precision, int replicas) throws IOException {
    TrainerSettings settings = settings(precision, TinySteps.LOW_RANK, replicas);
    double first = 0;
    double last = 0;
    byte[] undisturbed;
    List<StateChunk> middle = List.of();
    try (Trainer trainer = Trainer.start(TinySteps.MODEL, settings, TinySteps.objectives())) {
      for (int i = 0; i < 60; i++) {
        double loss = trainer.step(TinySteps.step(0, "search")).losses().get("search");
        first = i == 0 ? loss : first;
        last = loss;
        if (i == 50) {
          middle = trainer.state().chunks(10_000);
        }
      }
      undisturbed = TrainingWays.bytes(trainer.state());
    }
    assertThat(last).isLessThan(0.7 * first);
    try (Trainer trainer =
        Trainer.restore(TinySteps.MODEL, settings, TinySteps.objectives(), middle)) {
      for (int i = 51; i < 60; i++) {
        trainer.step(TinySteps.step(0, "search"));
      }
      assertThat(TrainingWays.bytes(trainer.state())).isEqualTo(undisturbed);
    }
  }

  private static ComputeDevice device(Precision precision) {
    return ComputeDevice.open(ComputeOptions.cpu(1).withPrecision(precision));
  }

  private static TrainerState trained(Trainer trainer, int step) {
    StepReport report = trainer.step(TinySteps.step(step));
    while (report.skipped()) {
      report = trainer.step(TinySteps.step(step));
    }
    return trainer.state();
  }

  private static Trainer start(Precision precision, ParameterSettings parameters)
      throws IOException {
    return Trainer.start(
        TinySteps.MODEL, settings(precision, parameters, 1), TinySteps.objectives());
  }

  private static Trainer restore(
      Precision precision, ParameterSettings parameters, List<StateChunk> state)
      throws IOException {
    return Trainer.restore(
        TinySteps.MODEL, settings(precision, parameters, 1), TinySteps.objectives(), state);
  }

  private static TrainerSettings settings(
      Precision precision, ParameterSettings parameters, int replicas) {
    TrainerSettings plain = TinySteps.settings(parameters, 0);
    return new TrainerSettings(
        plain.optimizer(),
        parameters,
        plain.dropout(),
        plain.seed(),
        plain.maximumSkippedSteps(),
        false,
        replicas,
        plain.compute().withPrecision(precision));
  }
}
