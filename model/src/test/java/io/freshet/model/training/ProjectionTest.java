/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.TokenizedTexts;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.loss.Losses;
import io.freshet.model.training.settings.ParameterSettings;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TaskParameters;
import io.freshet.model.training.settings.TrainerSettings;
import io.freshet.model.training.state.StoredTensor;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projections of tasks: trained by their task alone, kept in state and folder, used by name. */
class ProjectionTest {
  private static final int WIDTH = 8;
  private static final String WEIGHT = "heads.search.weight";
  private static final List<String> TEXTS = List.of("kafka window", "gradient offset");

  @TempDir Path directory;

  @Test
  void aTaskAloneTrainsItsProjection() throws IOException {
    try (Trainer trainer = start(projecting("search", WIDTH))) {
      trainer.step(TinySteps.step(0, "similarity"));
      // A step that does not use it leaves the projection, its moments and its count as they were.
      StoredTensor untouched = StoredTensor.of(trainer.state(), WEIGHT);
      assertThat(untouched.values()).isEqualTo(firstNumbers());
      assertThat(untouched.first()).containsOnly(0f);
      assertThat(untouched.steps()).isZero();
      assertThat(StoredTensor.of(trainer.state(), "encoder.layer.0.output.dense.weight").steps())
          .isEqualTo(1);

      trainer.step(TinySteps.step(1));
      StoredTensor used = StoredTensor.of(trainer.state(), WEIGHT);
      assertThat(used.values()).isNotEqualTo(firstNumbers());
      assertThat(used.steps()).isEqualTo(1);
      trainer.step(TinySteps.step(2, "similarity"));
      StoredTensor later = StoredTensor.of(trainer.state(), WEIGHT);
      assertThat(later.values()).isEqualTo(used.values());
      assertThat(later.first()).isEqualTo(used.first());
      assertThat(later.steps()).isEqualTo(1);
    }
  }

  @Test
  void theFolderCarriesItAndEmbedsWithItWhereAsked() throws IOException {
    Path target = directory.resolve("version");
    TrainerState state;
    try (Trainer trainer = start(projecting("search", WIDTH))) {
      trainer.step(TinySteps.step(0));
      state = trainer.state();
    }
    String digest = state.export(TinySteps.MODEL, target);
    assertThat(state.digest(TinySteps.MODEL)).isEqualTo(digest);
    ModelFolder folder = ModelFolder.read(target);
    assertThat(folder.digest()).isEqualTo(digest);
    assertThat(folder.projectionTasks()).containsExactly("search");
    float[] weight = folder.tensors().get(WEIGHT).toFloats();
    float[] bias = folder.tensors().get("heads.search.bias").toFloats();
    assertThat(weight).isNotEqualTo(firstNumbers());
    withoutNormalisation(target);
    try (EmbeddingModel model = EmbeddingModel.load(target, ComputeOptions.cpu(1))) {
      float[][] pooled = model.embed(TEXTS, "", 32);
      float[][] projected = model.embedFor("search", TEXTS, "", 32);
      assertThat(model.projectionDimension("search")).isEqualTo(WIDTH);
      TokenizedTexts documents =
          model.tokenize(TEXTS, TextRole.DOCUMENT, "", 32).through(Optional.of("search"));
      assertThat(model.embed(documents)).isDeepEqualTo(projected);
      for (int text = 0; text < TEXTS.size(); text++) {
        assertThat(projected[text]).hasSize(WIDTH);
        for (int o = 0; o < WIDTH; o++) {
          double expected = bias[o];
          for (int i = 0; i < pooled[text].length; i++) {
            expected += (double) weight[o * pooled[text].length + i] * pooled[text][i];
          }
          assertThat((double) projected[text][o]).isCloseTo(expected, within(1e-5));
        }
      }
      assertThatThrownBy(() -> model.embedFor("similarity", TEXTS, "", 32))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("similarity");
    }
    // Another training starts from the projection, and writes it again where it trains none.
    try (Trainer trainer =
        Trainer.start(
            target, TinySteps.settings(projecting("search", WIDTH), 0), TinySteps.objectives())) {
      assertThat(StoredTensor.of(trainer.state(), WEIGHT).values()).isEqualTo(weight);
    }
    try (Trainer trainer =
        Trainer.start(
            target,
            TinySteps.settings(ParameterSettings.everything(), 0),
            TinySteps.objectives())) {
      assertThat(trainer.state().export(target, directory.resolve("again")))
          .isEqualTo(ModelFolder.read(target).digest())
          .isNotEqualTo(digest);
    }
  }

  @Test
  void tasksComeAndGoBetweenRestores() throws IOException {
    TrainerState state;
    try (Trainer trainer = start(projecting("search", WIDTH))) {
      trainer.step(TinySteps.step(0));
      state = trainer.state();
    }
    int arrays;
    try (Trainer trainer = restore(projecting("similarity", WIDTH), state)) {
      assertThat(names(trainer.state())).contains("heads.similarity.weight").doesNotContain(WEIGHT);
      arrays = trainer.arrays();
      trainer.step(TinySteps.step(1));
    }
    try (Trainer trainer = start(projecting("similarity", WIDTH))) {
      assertThat(arrays).isEqualTo(trainer.arrays());
    }
  }

  @Test
  void theFactorOfATaskIsThatOfItsProjection() throws IOException {
    ParameterSettings still =
        new ParameterSettings(
            false,
            0,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of("search", new TaskParameters(WIDTH, 0)));
    try (Trainer trainer = start(still)) {
      trainer.step(TinySteps.step(0));
      StoredTensor head = StoredTensor.of(trainer.state(), WEIGHT);
      assertThat(head.values()).isEqualTo(firstNumbers());
      assertThat(head.steps()).isEqualTo(1);
    }
  }

  @Test
  void copiesOfTheNetworkTrainItTogether() throws IOException {
    Map<Integer, StoredTensor> heads = new HashMap<>();
    for (int replicas = 1; replicas <= 2; replicas++) {
      TrainerSettings one = TinySteps.settings(projecting("search", WIDTH), 0);
      TrainerSettings settings =
          new TrainerSettings(
              one.optimizer(), one.parameters(), 0, 42, 2, false, replicas, one.compute());
      try (Trainer trainer = Trainer.start(TinySteps.MODEL, settings, TinySteps.objectives())) {
        trainer.step(TinySteps.step(0));
        trainer.step(TinySteps.step(1, "similarity"));
        trainer.step(TinySteps.step(2, "search"));
        heads.put(replicas, StoredTensor.of(trainer.state(), WEIGHT));
      }
    }
    assertThat(heads.get(2).values())
        .isNotEqualTo(firstNumbers())
        .containsExactly(heads.get(1).values(), within(2e-5f));
    assertThat(heads.get(2).steps()).isEqualTo(2);
  }

  @Test
  void aTaskThatPredictsTokensHasNothingToProject() {
    TaskObjective predicting =
        TaskObjective.of("search", 1, Losses.languageModelling(0.15), "", 32, 32);
    assertThatThrownBy(
            () ->
                Trainer.start(
                    TinySteps.MODEL,
                    TinySteps.settings(projecting("search", WIDTH), 0),
                    Map.of("search", predicting)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("task search has a projection, but predicts tokens");
  }

  @Test
  void aProjectionGivesNoMoreThanItTakes() {
    assertThatThrownBy(() -> start(projecting("search", 4096))).hasMessageContaining("4096");
  }

  /** Takes the last module away, so that embeddings are what the projection gives. */
  private static void withoutNormalisation(Path folder) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ArrayNode modules = (ArrayNode) json.readTree(folder.resolve("modules.json").toFile());
    assertThat(modules.remove(modules.size() - 1).get("type").asText()).endsWith("Normalize");
    json.writeValue(folder.resolve("modules.json").toFile(), modules);
  }

  private static float[] firstNumbers() throws IOException {
    int width = ModelFolder.read(TinySteps.MODEL).dimension();
    float[] values = new float[WIDTH * width];
    for (int i = 0; i < WIDTH; i++) {
      values[i * width + i] = 1;
    }
    return values;
  }

  private static Set<String> names(TrainerState state) {
    Set<String> names = new TreeSet<>();
    state.header().tensors().forEach(tensor -> names.add(tensor.name()));
    return names;
  }

  private static ParameterSettings projecting(String task, int width) {
    return new ParameterSettings(
        false,
        0,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Map.of(task, new TaskParameters(width, 1)));
  }

  private static Trainer start(ParameterSettings parameters) throws IOException {
    return Trainer.start(
        TinySteps.MODEL, TinySteps.settings(parameters, 0), TinySteps.objectives());
  }

  private static Trainer restore(ParameterSettings parameters, TrainerState state)
      throws IOException {
    return Trainer.restore(
        TinySteps.MODEL,
        TinySteps.settings(parameters, 0),
        TinySteps.objectives(),
        state.chunks(1 << 20));
  }
}
