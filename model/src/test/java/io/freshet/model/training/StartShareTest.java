/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.adapter.LowRankSettings;
import io.freshet.model.adapter.MergedModel;
import io.freshet.model.architecture.TensorPattern;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.VersionMerge;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.training.settings.ParameterSettings;
import io.freshet.model.training.settings.TaskParameters;
import io.freshet.model.training.state.StoredTensor;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions that are merged with the start, while training goes on from its own weights. */
class StartShareTest {
  private static final double SHARE = 0.25;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.9})
  void aVersionIsTheMergeOfTheTrainedWeightsAndTheStart(double averageDecay) throws IOException {
    ParameterSettings everything = ParameterSettings.everything();
    TrainerState plain = trained(everything, averageDecay);
    TrainerState shared = trained(everything.mergingStart(SHARE), averageDecay);
    assertThat(TrainingWays.weights(shared)).isEqualTo(TrainingWays.weights(plain));
    assertThat(TrainingWays.gradient(shared)).isEqualTo(TrainingWays.gradient(plain));

    Path whole = directory.resolve("whole");
    Path version = directory.resolve("version");
    plain.export(TinySteps.MODEL, whole);
    String digest = shared.export(TinySteps.MODEL, version);
    assertThat(shared.digest(TinySteps.MODEL)).isEqualTo(digest);
    assertThat(VersionMerge.write(whole, TinySteps.MODEL, SHARE, directory.resolve("merged")))
        .isEqualTo(digest)
        .isNotEqualTo(ModelFolder.read(whole).digest());
  }

  @Test
  void theProductOfAnAdapterIsScaledDown() throws IOException {
    ParameterSettings adapter =
        new ParameterSettings(
            false,
            0,
            List.of(),
            Optional.of(new LowRankSettings(3, 6, 0, List.of(new TensorPattern("query")))),
            Optional.empty());
    Path whole = directory.resolve("whole");
    Path version = directory.resolve("version");
    trained(adapter, 0).export(TinySteps.MODEL, whole);
    TrainerState shared = trained(adapter.mergingStart(SHARE), 0);
    String digest = shared.export(TinySteps.MODEL, version);
    Path alone = directory.resolve("alone");
    shared.exportAdapter(TinySteps.MODEL, alone);
    assertThat(MergedModel.write(TinySteps.MODEL, alone, directory.resolve("again")))
        .isEqualTo(digest);
    Map<String, HostTensor> start = ModelFolder.read(TinySteps.MODEL).tensors();
    Map<String, HostTensor> full = ModelFolder.read(whole).tensors();
    ModelFolder.read(version)
        .tensors()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.toFloats())
                    .as(name)
                    .containsExactly(
                        VersionMerge.mixed(full.get(name), start.get(name), SHARE).toFloats(),
                        within(1e-6f)));
    assertThat(digest).isNotEqualTo(ModelFolder.read(whole).digest());
  }

  @Test
  void aNewProjectionCountsWholly() throws IOException {
    ParameterSettings projecting =
        new ParameterSettings(
            false,
            0,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of("search", new TaskParameters(4, 1)));
    TrainerState shared = trained(projecting.mergingStart(SHARE), 0);
    Path version = directory.resolve("version");
    shared.export(TinySteps.MODEL, version);
    assertThat(ModelFolder.read(version).tensors().get("heads.search.weight").toFloats())
        .isEqualTo(StoredTensor.of(shared, "heads.search.weight").values());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void sharesOutOfBoundsAreRefused(double share) {
    assertThatThrownBy(() -> ParameterSettings.everything().mergingStart(share))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("share of the start");
  }

  private static TrainerState trained(ParameterSettings parameters, double averageDecay)
      throws IOException {
    try (Trainer trainer =
        Trainer.start(
            TinySteps.MODEL,
            TinySteps.settings(parameters, averageDecay),
            TinySteps.objectives())) {
      for (int i = 0; i < 3; i++) {
        trainer.step(TinySteps.step(i));
      }
      return trainer.state();
    }
  }
}
