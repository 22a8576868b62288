/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.loss.Loss;
import io.freshet.model.loss.LossTerm;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Matryoshka;
import io.freshet.model.loss.Need;
import io.freshet.model.loss.Negatives;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.Schedule;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The trainer under every loss, alone and together. */
class TrainerLossesTest {
  private static final Path MODEL = Fixtures.path("training/initial");
  private static final List<String> WORDS =
      List.of("kafka", "window", "gradient", "offset", "vector", "loss", "rank", "state", "query");

  @TempDir Path directory;

  static Stream<Loss> losses() {
    return Stream.of(
        Losses.infoNce(0.1, Negatives.OWN),
        Losses.symmetricInfoNce(0.1, Negatives.BATCH),
        Losses.infoNce(0.1, Negatives.ALL, 0.1),
        Losses.cosent(0.1),
        Losses.klDistillation(0.1, 1),
        Losses.crossEntropyDistillation(0.1, 1),
        Losses.gradedDistillation(0.1, 0.5, Negatives.ALL),
        Losses.marginMse(1),
        Losses.dropoutViews(0.1));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void everyLossFallsInTraining(Loss loss) throws IOException {
    TaskObjective objective = TaskObjective.of("t", 1, loss, "", 32, 32);
    double dropout = loss.need() == Need.VIEWS ? 0.1 : 0;
    try (Trainer trainer = start(objective, dropout)) {
      double first = mean(trainer, 0, 4);
      mean(trainer, 4, 20);
      double last = mean(trainer, 24, 4);
      // Cross entropy cannot fall below the entropy of the teacher.
      assertThat(last).isLessThan(0.9 * first);
    }
  }

  @Test
  void termsAreReportedApartAndAddUpByTheirWeights() throws IOException {
    TaskObjective objective =
        objective(
            Matryoshka.NONE,
            new LossTerm("info-nce", 1, Losses.infoNce(0.1, Negatives.ALL)),
            new LossTerm("cosent", 0.5, Losses.cosent(0.2)),
            new LossTerm("kl", 0.25, Losses.klDistillation(0.1, 2)));
    try (Trainer trainer = start(objective, 0)) {
      StepReport report = trainer.step(step(0));
      Map<String, Double> terms = report.terms().get("t");
      assertThat(terms).containsOnlyKeys("info-nce", "cosent", "kl");
      assertThat(report.losses().get("t"))
          .isCloseTo(
              terms.get("info-nce") + 0.5 * terms.get("cosent") + 0.25 * terms.get("kl"),
              within(1e-9));
      for (LossTerm term : objective.losses()) {
        try (Trainer alone = start(objective(Matryoshka.NONE, term), 0)) {
          assertThat(alone.step(step(0)).terms().get("t").get(term.name()))
              .isCloseTo(terms.get(term.name()), within(1e-5));
        }
      }
    }
  }

  @Test
  void matryoshkaTrainsBeginningsOfEmbeddings() throws IOException {
    LossTerm term = LossTerm.of(Losses.infoNce(0.1, Negatives.ALL));
    Matryoshka widths = new Matryoshka(List.of(32, 4), List.of(1.0, 0.5));
    try (Trainer trainer = start(objective(widths, term), 0);
        Trainer whole = start(objective(Matryoshka.NONE, term), 0);
        Trainer cut = start(objective(Matryoshka.of(List.of(4)), term), 0)) {
      double sum = trainer.step(step(0)).losses().get("t");
      assertThat(sum)
          .isCloseTo(
              whole.step(step(0)).losses().get("t") + 0.5 * cut.step(step(0)).losses().get("t"),
              within(1e-5));
    }
    assertThatThrownBy(() -> start(objective(Matryoshka.of(List.of(33)), term), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("33");
  }

  @Test
  void anAnchorHoldsEmbeddingsWhereTheyWere() throws IOException {
    LossTerm search = LossTerm.of(Losses.infoNce(0.05, Negatives.ALL));
    double free = drift(objective(Matryoshka.NONE, search));
    double held =
        drift(objective(Matryoshka.NONE, search, new LossTerm("anchor", 20, Losses.anchor())));
    assertThat(held).isLessThan(free / 2);
  }

  /** What a training leaves of the anchor loss to the start. */
  private static double drift(TaskObjective objective) throws IOException {
    try (Trainer trainer = start(objective, 0)) {
      for (int i = 0; i < 20; i++) {
        trainer.step(step(i));
      }
      trainer.objectives(Map.of("t", TaskObjective.of("t", 1, Losses.anchor(), "", 32, 32)));
      return trainer.step(step(0)).losses().get("t");
    }
  }

  @Test
  void theAnchorIsTheStartUnlessAnotherFolderIsNamed() throws IOException {
    TaskObjective anchored = TaskObjective.of("t", 1, Losses.anchor(), "", 32, 32);
    Path trained = directory.resolve("trained");
    try (Trainer trainer =
        start(TaskObjective.of("t", 1, Losses.infoNce(0.1, Negatives.ALL), "", 32, 32), 0)) {
      for (int i = 0; i < 10; i++) {
        trainer.step(step(i));
      }
      trainer.state().export(MODEL, trained);
    }
    try (Trainer trainer = start(anchored, 0)) {
      StepReport report = trainer.step(step(0));
      assertThat(report.losses().get("t")).isCloseTo(0, within(1e-6));
      assertThat(report.ranks()).isEmpty();
    }
    try (Trainer trainer = start(anchored, 0)) {
      trainer.anchor(trained);
      assertThat(trainer.step(step(0)).losses().get("t")).isGreaterThan(1e-3);
      assertThatThrownBy(() -> trainer.anchor(directory.resolve("nothing")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void viewsOfATextDifferByTheirDropoutAlone() throws IOException {
    TaskObjective views = TaskObjective.of("t", 1, Losses.dropoutViews(0.05), "x: ", 32, 32);
    try (Trainer trainer = start(views, 0)) {
      // Without dropout the views are equal, and each text is nearest to itself.
      StepReport.InBatchRanks ranks = trainer.step(step(0)).ranks().get("t");
      assertThat(ranks.firstCount()).isEqualTo(ranks.rows()).isEqualTo(6);
      assertThat(ranks.candidateSum()).isEqualTo(6 * 6);
    }
    double without;
    try (Trainer trainer = start(views, 0)) {
      without = trainer.step(step(0)).losses().get("t");
    }
    try (Trainer trainer = start(views, 0.3)) {
      assertThat(trainer.step(step(0)).losses().get("t")).isGreaterThan(without + 1e-3);
    }
  }

  @Test
  void aSubBatchIsTrainedWithTheLossesThatItNames() throws IOException {
    TaskObjective both =
        objective(
            Matryoshka.NONE,
            LossTerm.of(Losses.infoNce(0.1, Negatives.ALL)),
            LossTerm.of(Losses.cosent(0.1)));
    TaskObjective one = objective(Matryoshka.NONE, LossTerm.of(Losses.cosent(0.1)));
    List<TrainingRow> rows = step(0).subBatches().get(0).rows();
    SubBatch graded = new SubBatch("t", List.of("cosent"), rows);
    try (Trainer trainer = start(both, 0);
        Trainer alone = start(one, 0)) {
      StepReport report = trainer.step(new TrainingStep(0, List.of(graded)));
      assertThat(report.terms().get("t"))
          .containsOnlyKeys("cosent")
          .isEqualTo(alone.step(step(0)).terms().get("t"));
      assertThat(TrainingWays.weights(trainer.state()))
          .isEqualTo(TrainingWays.weights(alone.state()));
      assertThat(trainer.step(step(1)).terms().get("t")).containsOnlyKeys("info-nce", "cosent");
      SubBatch unknown = new SubBatch("t", List.of("margin-mse"), rows);
      assertThatThrownBy(() -> trainer.step(new TrainingStep(2, List.of(unknown))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[info-nce, cosent], not [margin-mse]");
    }
  }

  @Test
  void lossesThatDoNotGoTogetherAreRefused() {
    LossTerm views = LossTerm.of(Losses.dropoutViews(0.05));
    LossTerm search = LossTerm.of(Losses.infoNce(0.05, Negatives.ALL));
    assertThatThrownBy(() -> objective(Matryoshka.NONE, views, search))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a task each");
    assertThatThrownBy(() -> objective(Matryoshka.NONE, search, search))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> objective(Matryoshka.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(objective(Matryoshka.NONE, views, LossTerm.of(Losses.anchor())).anchored()).isTrue();
  }

  @Test
  void wordsArePredictedByTheHeadOfTheFolderAndItIsWrittenBack() throws IOException {
    for (String name : List.of("masked-bert", "causal-llama")) {
      Path start = Fixtures.path("language-modelling/" + name);
      Path target = directory.resolve(name);
      TaskObjective words = TaskObjective.of("words", 1, Losses.languageModelling(0.3), "", 32, 32);
      TaskObjective search =
          TaskObjective.of("t", 1, Losses.infoNce(0.1, Negatives.ALL), "", 32, 32);
      try (Trainer trainer =
          Trainer.start(start, settings(0), Map.of("words", words, "t", search))) {
        double first = 0;
        double last = 0;
        for (int i = 0; i < 20; i++) {
          SubBatch texts = new SubBatch("words", step(0).subBatches().get(0).rows());
          StepReport report =
              trainer.step(new TrainingStep(i, List.of(texts, step(0).subBatches().get(0))));
          assertThat(report.ranks()).containsOnlyKeys("t");
          double loss = report.terms().get("words").get("language-modelling");
          first += i < 5 ? loss : 0;
          last += i >= 15 ? loss : 0;
        }
        assertThat(last).isLessThan(0.9 * first);
        trainer.state().export(start, target);
      }
      Set<String> before = Safetensors.read(start.resolve("model.safetensors")).keySet();
      Map<String, HostTensor> after = Safetensors.read(target.resolve("model.safetensors"));
      assertThat(after.keySet()).hasSameSizeAs(before);
      if (name.equals("masked-bert")) {
        String bias = "cls.predictions.transform.dense.bias";
        assertThat(after.get(bias).toFloats())
            .isNotEqualTo(
                Safetensors.read(start.resolve("model.safetensors")).get(bias).toFloats());
      }
    }
  }

  @Test
  void aHeadMustBeAskedForAtTheStart() throws IOException {
    TaskObjective words = TaskObjective.of("t", 1, Losses.languageModelling(0.3), "", 32, 32);
    try (Trainer trainer = start(TaskObjective.of("t", 1, Losses.cosent(0.1), "", 32, 32), 0)) {
      assertThatThrownBy(() -> trainer.objectives(Map.of("t", words)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no head");
    }
  }

  private static double mean(Trainer trainer, int from, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += trainer.step(step(from + i)).losses().get("t");
    }
    return sum / count;
  }

  private static TaskObjective objective(Matryoshka matryoshka, LossTerm... terms) {
    return new TaskObjective("t", 1, List.of(terms), matryoshka, "", 32, 32, 0);
  }

  private static TrainerSettings settings(double dropout) {
    OptimizerSettings optimizer =
        new OptimizerSettings(2e-3, Schedule.CONSTANT, 0, 0, 0.01, 0.9, 0.999, 1e-8, 1.0, Map.of());
    return new TrainerSettings(optimizer, dropout, 42, 2, false, 1, ComputeOptions.cpu(1));
  }

  private static Trainer start(TaskObjective objective, double dropout) throws IOException {
    return Trainer.start(MODEL, settings(dropout), Map.of("t", objective));
  }

  /** The same six scored rows in every step. */
  private static TrainingStep step(long index) {
    Random random = new Random(7);
    List<TrainingRow> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String query = WORDS.get(i) + " " + text(random, 3);
      rows.add(
          new TrainingRow(
              "e" + i,
              query,
              "",
              text(random, 4),
              List.of(text(random, 5), text(random, 4)),
              random.nextDouble() * 3,
              List.of(random.nextDouble() * 3, random.nextDouble() * 3),
              List.of(),
              "",
              1,
              true));
    }
    return new TrainingStep(index, List.of(new SubBatch("t", rows)));
  }

  private static String text(Random random, int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return text.toString();
  }
}
