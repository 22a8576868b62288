/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.ComputeOptions;
import io.freshet.model.adapter.LowRankSettings;
import io.freshet.model.adapter.MergedModel;
import io.freshet.model.architecture.TensorPattern;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.training.settings.ParameterSettings;
import io.freshet.model.training.settings.TrainerSettings;
import io.freshet.model.training.state.StateChunk;
import io.freshet.model.training.state.StateHeader;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is trained, what stays, and what both cost. */
class TrainedPartsTest {
  @TempDir Path directory;

  @Test
  void frozenPartsStayAndHaveNoMoments() throws IOException {
    ParameterSettings frozen =
        new ParameterSettings(
            true,
            1,
            List.of(new TensorPattern("*.layer.1.attention.self.key.*")),
            Optional.empty(),
            Optional.empty());
    TrainerState state;
    int arrays;
    try (Trainer trainer = start(frozen, 0)) {
      arrays = trainer.arrays();
      trainer.step(TinySteps.step(0));
      trainer.step(TinySteps.step(1));
      state = trainer.state();
    }
    Set<String> trained =
        new TreeSet<>(state.header().tensors().stream().map(StateHeader.Tensor::name).toList());
    // The second of two layers has 16 tensors, two of which the pattern freezes.
    assertThat(trained)
        .hasSize(14)
        .allMatch(name -> name.startsWith("encoder.layer.1."))
        .noneMatch(name -> name.contains("self.key"));
    try (Trainer all = start(ParameterSettings.everything(), 0)) {
      int frozenTensors = 37 - 14;
      assertThat(all.arrays() - arrays).isEqualTo(3 * frozenTensors);
      long bytes = state.header().tensors().stream().mapToLong(t -> 12L * t.elements() + 4).sum();
      assertThat(state.header().tensorBytes()).isEqualTo(bytes);
      assertThat(TrainingWays.bytes(all.state()).length).isGreaterThan(2 * (int) bytes);
    }
    assertThat(changed(state)).isEqualTo(trained);
  }

  @Test
  void adaptersAloneAreTrainedAndMergedIntoAPlainFolder() throws IOException {
    TrainerState state;
    double first;
    double last = 0;
    try (Trainer trainer = start(TinySteps.LOW_RANK, 0)) {
      first = trainer.step(TinySteps.step(0, "search")).losses().get("search");
      for (int i = 0; i < 60; i++) {
        last = trainer.step(TinySteps.step(0, "search")).losses().get("search");
      }
      state = trainer.state();
    }
    assertThat(last).isLessThan(0.7 * first);
    assertThat(state.header().tensors())
        .hasSize(8)
        .allMatch(tensor -> tensor.sizes().contains(3L))
        .allMatch(StateHeader.Tensor::trained);
    assertThat(changed(state))
        .containsExactly(
            "encoder.layer.0.attention.self.query.weight",
            "encoder.layer.0.attention.self.value.weight",
            "encoder.layer.1.attention.self.query.weight",
            "encoder.layer.1.attention.self.value.weight");

    Path merged = directory.resolve("merged");
    String digest = state.export(TinySteps.MODEL, merged);
    Path adapter = directory.resolve("adapter");
    state.exportAdapter(TinySteps.MODEL, adapter);
    assertThat(MergedModel.write(TinySteps.MODEL, adapter, directory.resolve("again")))
        .isEqualTo(digest);
    continuesFrom(adapter, merged);
  }

  /** A training that starts from the adapter embeds at its first step as the merged model does. */
  private void continuesFrom(Path adapter, Path merged) throws IOException {
    ParameterSettings fromFolder =
        new ParameterSettings(false, 0, List.of(), Optional.empty(), Optional.of(adapter));
    double before;
    double plain;
    try (Trainer trainer = withoutDropout(TinySteps.MODEL, fromFolder)) {
      before = trainer.step(TinySteps.step(1)).losses().get("search");
      assertThat(trainer.state().header().tensors()).hasSize(8);
    }
    try (Trainer trainer = withoutDropout(merged, ParameterSettings.everything())) {
      plain = trainer.step(TinySteps.step(1)).losses().get("search");
    }
    assertThat(before).isCloseTo(plain, within(1e-5));
  }

  @Test
  void everythingOnARestoredTrainerGoesOnWithTheSameBits() throws IOException {
    ParameterSettings frozen =
        new ParameterSettings(true, 0, List.of(), Optional.empty(), Optional.empty());
    for (ParameterSettings parameters : List.of(TinySteps.LOW_RANK, frozen)) {
      byte[] undisturbed;
      List<StateChunk> chunks;
      try (Trainer trainer = start(parameters, 0.9)) {
        for (int i = 0; i < 4; i++) {
          trainer.step(i % 2 == 0 ? TinySteps.step(i) : TinySteps.step(i, "search"));
        }
        chunks = new ArrayList<>(trainer.state().chunks(10_000));
        for (int i = 4; i < 9; i++) {
          trainer.step(TinySteps.step(i));
        }
        undisturbed = TrainingWays.bytes(trainer.state());
      }
      try (Trainer trainer =
          Trainer.restore(
              TinySteps.MODEL,
              TinySteps.settings(parameters, 0.9),
              TinySteps.objectives(),
              chunks)) {
        assertThat(TrainingWays.bytes(trainer.state()))
            .isEqualTo(TrainingWays.bytes(TrainerState.of(chunks)));
        for (int i = 4; i < 9; i++) {
          trainer.step(TinySteps.step(i));
        }
        assertThat(TrainingWays.bytes(trainer.state())).isEqualTo(undisturbed);
      }
    }
  }

  @Test
  void versionsAreMadeOfTheAverage() throws IOException {
    List<float[]> history = new ArrayList<>();
    TrainerState state;
    String tensor = "encoder.layer.1.output.dense.weight";
    try (Trainer trainer = start(ParameterSettings.everything(), 0.5)) {
      for (int i = 0; i < 3; i++) {
        trainer.step(TinySteps.step(i));
      }
      state = trainer.state();
    }
    // The same steps without an average give the weights that it is made of.
    try (Trainer trainer = start(ParameterSettings.everything(), 0)) {
      for (int i = 0; i < 3; i++) {
        history.add(exported(trainer.state(), "plain" + i).get(tensor).toFloats());
        trainer.step(TinySteps.step(i));
      }
      history.add(exported(trainer.state(), "plain3").get(tensor).toFloats());
    }
    float[] expected = history.get(0).clone();
    for (int step = 1; step <= 3; step++) {
      double decay = Math.min(0.5, (1.0 + step) / (10 + step));
      for (int i = 0; i < expected.length; i++) {
        expected[i] += (float) ((1 - decay) * (history.get(step)[i] - expected[i]));
      }
    }
    assertThat(exported(state, "average").get(tensor).toFloats())
        .containsExactly(expected, within(1e-6f));
  }

  @Test
  void partsMayBeFrozenAndThawedBetweenRestores() throws IOException {
    ParameterSettings frozen =
        new ParameterSettings(true, 1, List.of(), Optional.empty(), Optional.empty());
    TrainerState all;
    try (Trainer trainer = start(ParameterSettings.everything(), 0)) {
      trainer.step(TinySteps.step(0));
      all = trainer.state();
    }
    TrainerState some;
    int arrays;
    try (Trainer trainer = restore(frozen, all)) {
      arrays = trainer.arrays();
      trainer.step(TinySteps.step(1));
      some = trainer.state();
    }
    try (Trainer trainer = start(frozen, 0)) {
      assertThat(arrays).isEqualTo(trainer.arrays());
    }
    // What was trained before it was frozen is kept, without its moments.
    assertThat(some.header().tensors()).hasSize(37);
    assertThat(some.header().tensors().stream().filter(StateHeader.Tensor::trained)).hasSize(16);
    String words = "embeddings.word_embeddings.weight";
    assertThat(exported(some, "some").get(words).toFloats())
        .isEqualTo(exported(all, "all").get(words).toFloats())
        .isNotEqualTo(ModelFolder.read(TinySteps.MODEL).tensors().get(words).toFloats());
    try (Trainer trainer = restore(ParameterSettings.everything(), some)) {
      trainer.step(TinySteps.step(2));
      assertThat(trainer.state().header().tensors()).allMatch(StateHeader.Tensor::trained);
    }
  }

  @Test
  void statesOfOtherBasesAndScalesAreRefused() throws IOException {
    TrainerState state;
    TrainerState full;
    try (Trainer trainer = start(TinySteps.LOW_RANK, 0)) {
      state = trainer.state();
    }
    try (Trainer trainer = start(ParameterSettings.everything(), 0)) {
      trainer.step(TinySteps.step(0));
      full = trainer.state();
    }
    Path other = directory.resolve("other");
    full.export(TinySteps.MODEL, other);
    TrainerSettings same = TinySteps.settings(TinySteps.LOW_RANK, 0);
    assertThatThrownBy(
            () -> Trainer.restore(other, same, TinySteps.objectives(), state.chunks(1 << 20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("frozen tensors");
    ParameterSettings otherScale =
        new ParameterSettings(
            false,
            0,
            List.of(),
            Optional.of(
                new LowRankSettings(
                    3, 3, 0.1, TinySteps.LOW_RANK.adapter().orElseThrow().layers())),
            Optional.empty());
    assertThatThrownBy(() -> restore(otherScale, state)).hasMessageContaining("scale");
    assertThatThrownBy(() -> restore(ParameterSettings.everything(), state))
        .hasMessageContaining("lora_A");
    assertThatThrownBy(() -> full.exportAdapter(TinySteps.MODEL, directory.resolve("none")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void namesOfNothingAreRefused() {
    assertThatThrownBy(() -> start(freezing(0, "encoder.layers.*"), 0))
        .hasMessageContaining("encoder.layers.*");
    assertThatThrownBy(() -> start(freezing(3, "*"), 0)).hasMessageContaining("the network has 2");
    assertThatThrownBy(() -> start(freezing(0, "*"), 0).step(TinySteps.step(0)))
        .hasMessageContaining("all is frozen");
    LowRankSettings unknown = new LowRankSettings(1, 1, 0, List.of(new TensorPattern("q_proj")));
    assertThatThrownBy(
            () ->
                start(
                    new ParameterSettings(
                        false, 0, List.of(), Optional.of(unknown), Optional.empty()),
                    0))
        .hasMessageContaining("q_proj")
        .hasMessageContaining("attention.self.query");
  }

  private static ParameterSettings freezing(int layers, String pattern) {
    return new ParameterSettings(
        false, layers, List.of(new TensorPattern(pattern)), Optional.empty(), Optional.empty());
  }

  private static Trainer start(ParameterSettings parameters, double averageDecay)
      throws IOException {
    return Trainer.start(
        TinySteps.MODEL, TinySteps.settings(parameters, averageDecay), TinySteps.objectives());
  }

  private static Trainer restore(ParameterSettings parameters, TrainerState state)
      throws IOException {
    return Trainer.restore(
        TinySteps.MODEL,
        TinySteps.settings(parameters, 0),
        TinySteps.objectives(),
        state.chunks(1 << 20));
  }

  private static Trainer withoutDropout(Path model, ParameterSettings parameters)
      throws IOException {
    TrainerSettings settings = TinySteps.settings(parameters, 0);
    return Trainer.start(
        model,
        new TrainerSettings(
            settings.optimizer(), parameters, 0, 42, 2, false, 1, ComputeOptions.cpu(1)),
        TinySteps.objectives());
  }

  private Map<String, HostTensor> exported(TrainerState state, String name) throws IOException {
    Path target = directory.resolve(name);
    state.export(TinySteps.MODEL, target);
    return ModelFolder.read(target).tensors();
  }

  /** Names of the tensors whose exported values differ from the start's. */
  private Set<String> changed(TrainerState state) throws IOException {
    Map<String, HostTensor> before = ModelFolder.read(TinySteps.MODEL).tensors();
    Set<String> changed = new TreeSet<>();
    exported(state, "changed" + state.hashCode())
        .forEach(
            (name, tensor) -> {
              if (!Arrays.equals(tensor.toFloats(), before.get(name).toFloats())) {
                changed.add(name);
              }
            });
    return changed;
  }
}
