/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.adapter.LowRankSettings;
import io.freshet.model.architecture.TensorPattern;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.VersionMerge;
import io.freshet.model.loss.Loss;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.settings.ParameterSettings;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TaskParameters;
import io.freshet.model.training.settings.TrainerSettings;
import io.freshet.model.training.state.StateChunk;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries alone are trained: documents stay what the start makes of them. */
class FrozenDocumentsTest {
  private static final double TEMPERATURE = 0.1;
  private static final ParameterSettings FROZEN =
      ParameterSettings.everything().freezingDocuments();
  private static final List<String> TEXTS =
      List.of("d: kafka window", "d: gradient", "d: offset vector rank state");

  @TempDir Path directory;

  @Test
  void documentsStayWhereTheyAreAndQueriesMove() throws IOException {
    TrainerState state;
    double first;
    double last = 0;
    try (Trainer trainer = start(TinySteps.MODEL, FROZEN, 0.1)) {
      first = trainer.step(TinySteps.step(0, "search")).losses().get("search");
      for (int i = 0; i < 40; i++) {
        last = trainer.step(TinySteps.step(0, "search")).losses().get("search");
      }
      state = trainer.state();
    }
    assertThat(last).isLessThan(0.7 * first);

    Path version = directory.resolve("version");
    String digest = state.export(TinySteps.MODEL, version);
    assertThat(state.digest(TinySteps.MODEL)).isEqualTo(digest);
    ModelFolder folder = ModelFolder.read(version);
    String before = ModelFolder.read(TinySteps.MODEL).digest();
    assertThat(folder.digest()).isEqualTo(digest).isNotEqualTo(before);
    assertThat(folder.documentDigest()).isEqualTo(before);
    assertThat(ModelFolder.read(version.resolve("document-side")).digest()).isEqualTo(before);
    try (EmbeddingModel old = EmbeddingModel.load(TinySteps.MODEL, ComputeOptions.cpu(1));
        EmbeddingModel model = EmbeddingModel.load(version, ComputeOptions.cpu(1))) {
      assertThat(model.digest()).isEqualTo(digest);
      assertThat(model.documentDigest()).isEqualTo(before).isEqualTo(old.documentDigest());
      // To the bit: an index of the start is an index of the version.
      assertThat(model.embed(TEXTS, TextRole.DOCUMENT))
          .isDeepEqualTo(old.embed(TEXTS, TextRole.DOCUMENT));
      assertThat(model.embed(TEXTS, TextRole.DOCUMENT, "x ", 8))
          .isDeepEqualTo(old.embed(TEXTS, TextRole.DOCUMENT, "x ", 8));
      float[][] queries = model.embed(TEXTS, TextRole.QUERY);
      assertThat(queries).isDeepEqualTo(model.embed(TEXTS, "", model.maxLength()));
      for (int i = 0; i < queries.length; i++) {
        assertThat(dot(queries[i], old.embed(TEXTS, TextRole.QUERY)[i])).isLessThan(0.999);
      }
    }
  }

  @Test
  void theLossIsOfTheNewQueriesAndTheOldDocuments() throws IOException {
    List<TrainingRow> rows = rows();
    TrainingStep step = new TrainingStep(7, List.of(new SubBatch("pairs", rows)));
    Path version = directory.resolve("version");
    double reported;
    try (Trainer trainer = start(TinySteps.MODEL, FROZEN, 0)) {
      for (int i = 0; i < 5; i++) {
        trainer.step(TinySteps.step(i, "search"));
      }
      trainer.state().export(TinySteps.MODEL, version);
      reported = trainer.step(step).losses().get("pairs");
    }
    try (EmbeddingModel model = EmbeddingModel.load(version, ComputeOptions.cpu(1))) {
      float[][] queries =
          model.embed(rows.stream().map(TrainingRow::query).toList(), TextRole.QUERY, "", 32);
      float[][] documents =
          model.embed(rows.stream().map(TrainingRow::positive).toList(), TextRole.DOCUMENT, "", 32);
      double sum = 0;
      for (int i = 0; i < queries.length; i++) {
        double all = 0;
        for (float[] document : documents) {
          all += Math.exp(dot(queries[i], document) / TEMPERATURE);
        }
        sum += Math.log(all) - dot(queries[i], documents[i]) / TEMPERATURE;
      }
      assertThat(reported).isCloseTo(sum / queries.length, within(1e-5));
    }
  }

  @Test
  void documentsTakeNoGradientAndNoOptimiserMemory() throws IOException {
    try (Trainer frozen = start(TinySteps.MODEL, FROZEN, 0);
        Trainer both = start(TinySteps.MODEL, ParameterSettings.everything(), 0)) {
      double alone = frozen.step(TinySteps.step(0, "search")).losses().get("search");
      double together = both.step(TinySteps.step(0, "search")).losses().get("search");
      assertThat(alone).as("the same model still").isCloseTo(together, within(1e-5));
      assertThat(frozen.arrays()).isEqualTo(both.arrays());
      assertThat(frozen.state().header().tensors()).isEqualTo(both.state().header().tensors());
      float[] ofQueries = TrainingWays.gradient(frozen.state());
      float[] ofBoth = TrainingWays.gradient(both.state());
      assertThat(ofQueries).hasSameSizeAs(ofBoth);
      double products = 0;
      double squares = 0;
      double others = 0;
      for (int i = 0; i < ofQueries.length; i++) {
        products += ofQueries[i] * ofBoth[i];
        squares += ofQueries[i] * ofQueries[i];
        others += ofBoth[i] * ofBoth[i];
      }
      assertThat(products / Math.sqrt(squares * others))
          .as("cosine of the two gradients")
          .isBetween(0.1, 0.98);
    }
  }

  @ParameterizedTest
  @CsvSource({"24, false, 1", "0, true, 1", "24, true, 1", "0, false, 2", "24, true, 2"})
  void everyWayOfThePassGivesTheSame(int microBatchTokens, boolean recompute, int replicas)
      throws IOException {
    float[] plain = weights(0, false, 1);
    assertThat(weights(microBatchTokens, recompute, replicas))
        .containsExactly(plain, within(2e-5f));
  }

  private static float[] weights(int microBatchTokens, boolean recompute, int replicas)
      throws IOException {
    TrainerSettings tiny = TinySteps.settings(FROZEN, 0);
    TrainerSettings settings =
        new TrainerSettings(
            tiny.optimizer(), FROZEN, 0, 42, 0, recompute, replicas, tiny.compute());
    TaskObjective objective = objectives().get("search").withMicroBatchTokens(microBatchTokens);
    try (Trainer trainer = Trainer.start(TinySteps.MODEL, settings, Map.of("search", objective))) {
      for (int i = 0; i < 3; i++) {
        trainer.step(TinySteps.step(i, "search"));
      }
      return TrainingWays.weights(trainer.state());
    }
  }

  @Test
  void restoredTrainersGoOnWithTheSameBitsBesideTheSameDocuments() throws IOException {
    List<StateChunk> chunks;
    byte[] undisturbed;
    try (Trainer trainer = start(TinySteps.MODEL, FROZEN, 0.1)) {
      trainer.step(TinySteps.step(0, "search"));
      trainer.step(TinySteps.step(1, "search"));
      chunks = new ArrayList<>(trainer.state().chunks(10_000));
      trainer.step(TinySteps.step(2, "search"));
      undisturbed = TrainingWays.bytes(trainer.state());
    }
    try (Trainer trainer = restore(TinySteps.MODEL, FROZEN, chunks)) {
      trainer.step(TinySteps.step(2, "search"));
      assertThat(TrainingWays.bytes(trainer.state())).isEqualTo(undisturbed);
    }
    assertThatThrownBy(() -> restore(TinySteps.MODEL, ParameterSettings.everything(), chunks))
        .hasMessageContaining("the settings do not freeze them");
    Path other = directory.resolve("other");
    try (Trainer trainer = start(TinySteps.MODEL, ParameterSettings.everything(), 0.1)) {
      trainer.step(TinySteps.step(0, "search"));
      TrainerState trained = trainer.state();
      trained.export(TinySteps.MODEL, other);
      assertThatThrownBy(() -> restore(TinySteps.MODEL, FROZEN, trained.chunks(1 << 20)))
          .hasMessageContaining("start from a version instead");
    }
    assertThatThrownBy(() -> restore(other, FROZEN, chunks))
        .hasMessageContaining("documents of the model folder are not those");
  }

  @Test
  void versionsOfVersionsKeepTheFirstDocuments() throws IOException {
    ParameterSettings adapter =
        new ParameterSettings(
                false,
                0,
                List.of(),
                Optional.of(new LowRankSettings(3, 6, 0, List.of(new TensorPattern("query")))),
                Optional.empty())
            .freezingDocuments();
    Path one = version(TinySteps.MODEL, FROZEN, "one");
    Path two = version(one, adapter, "two");
    String before = ModelFolder.read(TinySteps.MODEL).digest();
    for (Path folder : List.of(one, two)) {
      assertThat(ModelFolder.read(folder).documentDigest()).isEqualTo(before);
    }
    assertThat(ModelFolder.read(two).digest()).isNotEqualTo(ModelFolder.read(one).digest());
    assertThat(two.resolve("document-side/document-side")).doesNotExist();
    assertThatThrownBy(() -> start(one, ParameterSettings.everything(), 0))
        .hasMessageContaining("has a document side of its own");

    Path merged = directory.resolve("merged");
    String digest = VersionMerge.write(TinySteps.MODEL, two, 0.5, merged);
    assertThat(ModelFolder.read(merged).digest()).isEqualTo(digest).isNotEqualTo(before);
    assertThat(ModelFolder.read(merged).documentDigest()).isEqualTo(before);
    Path both = version(TinySteps.MODEL, ParameterSettings.everything(), "both");
    assertThatThrownBy(() -> VersionMerge.write(both, two, 0.5, directory.resolve("none")))
        .hasMessageContaining("cannot be merged");
  }

  /** A version of which nothing is trained yet embeds as the start does, and is called the same. */
  @Test
  void theFirstVersionIsTheStart() throws IOException {
    try (Trainer trainer = start(TinySteps.MODEL, FROZEN, 0)) {
      assertThat(trainer.state().export(TinySteps.MODEL, directory.resolve("zero")))
          .isEqualTo(ModelFolder.read(TinySteps.MODEL).digest())
          .isEqualTo(ModelFolder.read(directory.resolve("zero")).digest());
    }
  }

  @Test
  void whatMakesNoSenseIsRefused() throws IOException {
    for (Loss loss :
        List.of(
            Losses.cosent(0.1),
            Losses.symmetricInfoNce(0.1, Negatives.BATCH),
            Losses.dropoutViews(0.1),
            Losses.languageModelling(0.15))) {
      TaskObjective objective = TaskObjective.of("t", 1, loss, "", 32, 32);
      assertThatThrownBy(
              () ->
                  Trainer.start(
                      TinySteps.MODEL, TinySteps.settings(FROZEN, 0), Map.of("t", objective)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("task t")
          .hasMessageContaining(loss.name());
    }
    assertThatThrownBy(
            () ->
                new ParameterSettings(
                        false,
                        0,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("t", new TaskParameters(8, 1)))
                    .freezingDocuments())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("task t has a projection");
    Path cut = version(TinySteps.MODEL, ParameterSettings.everything(), "cut");
    Files.writeString(cut.resolve("config_sentence_transformers.json"), "{\"truncate_dim\": 4}");
    assertThatThrownBy(() -> start(cut, FROZEN, 0)).hasMessageContaining("truncate_dim");
  }

  private Path version(Path from, ParameterSettings parameters, String name) throws IOException {
    Path folder = directory.resolve(name);
    try (Trainer trainer = start(from, parameters, 0)) {
      trainer.step(TinySteps.step(0, "search"));
      trainer.step(TinySteps.step(1, "search"));
      trainer.state().export(from, folder);
    }
    return folder;
  }

  private static List<TrainingRow> rows() {
    List<TrainingRow> rows = new ArrayList<>();
    for (String word : List.of("kafka", "window", "gradient", "offset")) {
      rows.add(
          new TrainingRow(
              word,
              word + " query",
              "",
              word + " rank of the state",
              List.of(),
              Double.NaN,
              1,
              true));
    }
    return rows;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static Map<String, TaskObjective> objectives() {
    return Map.of(
        "search",
        TaskObjective.of("search", 1, Losses.infoNce(TEMPERATURE, Negatives.ALL), "d: ", 32, 32),
        "pairs",
        TaskObjective.of("pairs", 1, Losses.infoNce(TEMPERATURE, Negatives.BATCH), "", 32, 32));
  }

  private static TrainerSettings settings(ParameterSettings parameters, double dropout) {
    TrainerSettings tiny = TinySteps.settings(parameters, 0);
    return new TrainerSettings(
        tiny.optimizer(), parameters, dropout, 42, 0, false, 1, tiny.compute());
  }

  private static Trainer start(Path folder, ParameterSettings parameters, double dropout)
      throws IOException {
    return Trainer.start(folder, settings(parameters, dropout), objectives());
  }

  private static Trainer restore(Path folder, ParameterSettings parameters, List<StateChunk> state)
      throws IOException {
    return Trainer.restore(folder, settings(parameters, 0.1), objectives(), state);
  }
}
