/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.config.TaskLosses;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.Received;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.jobs.training.sampling.SamplingFixtures;
import io.freshet.jobs.training.sampling.TaskSettings;
import io.freshet.model.adapter.LowRankSettings;
import io.freshet.model.architecture.TensorPattern;
import io.freshet.model.loss.LossTerm;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Matryoshka;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.settings.LearningRateSchedule;
import io.freshet.model.training.settings.ParameterSettings;
import io.freshet.model.training.settings.Schedule;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TaskParameters;
import io.freshet.model.training.settings.TrainerSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectivesTest {

  private static Objectives objectives(Map<String, Map<String, String>> controls) {
    Map<String, TaskConfig> tasks = new HashMap<>();
    for (TaskConfig.Kind kind : TaskConfig.Kind.values()) {
      tasks.put(kind.name(), SamplingFixtures.task(kind.name(), kind, 8));
    }
    return new Objectives(50, tasks, controls);
  }

  @Test
  void everyConfiguredLossIsTheModelsWithItsOwnSettings() {
    String text =
        "info-nce(temperature=0.1 negatives=own false-negative-margin=0.2):2, symmetric-info-nce, cosent(temperature=0.2), kl-distillation(teacher-temperature=3), cross-entropy-distillation, graded-distillation(negatives=all), margin-mse, anchor:0.5";
    Objectives objectives = configured(text, "16:0.5, 8");
    TaskObjective objective = objectives.all().get("t");
    assertThat(objective.matryoshka()).isEqualTo(new Matryoshka(List.of(16, 8), List.of(0.5, 1.0)));
    assertThat(objective.losses())
        .containsExactly(
            new LossTerm("info-nce", 2, Losses.infoNce(0.1, Negatives.OWN, 0.2)),
            LossTerm.of(Losses.symmetricInfoNce(0.02, Negatives.BATCH)),
            LossTerm.of(Losses.cosent(0.2)),
            LossTerm.of(Losses.klDistillation(0.02, 3)),
            LossTerm.of(Losses.crossEntropyDistillation(0.02, 1)),
            LossTerm.of(Losses.gradedDistillation(0.02, 1, Negatives.ALL)),
            LossTerm.of(Losses.marginMse(1)),
            new LossTerm("anchor", 0.5, Losses.anchor()));
    assertThat(configured("language-modelling(masked-share=0.3)", "").all().get("t").losses())
        .containsExactly(LossTerm.of(Losses.languageModelling(0.3)));
    assertThat(configured("dropout-views, anchor", "").all().get("t").losses())
        .containsExactly(LossTerm.of(Losses.dropoutViews(0.02)), LossTerm.of(Losses.anchor()));
  }

  @Test
  void aTaskThatNamesNoLossHasThoseOfItsKind() {
    assertThat(objectives(Map.of()).all().get("QA").losses())
        .containsExactly(
            LossTerm.of(Losses.gradedDistillation(0.05, 1, Negatives.BATCH)),
            LossTerm.of(Losses.infoNce(0.05, Negatives.BATCH)));
  }

  @Test
  void examplesThatNoLossCanUseAreTurnedAway() {
    KnownTasks known =
        new KnownTasks(
            Map.of(
                "pairs", SamplingFixtures.task("pairs", TaskConfig.Kind.QA, 8),
                "texts", SamplingFixtures.task("texts", TaskConfig.Kind.LANGUAGE_MODELLING, 8),
                "scored", task("scored", "margin-mse", "")));
    Received sent = new Received(new byte[0], new byte[] {7}, new Origin("topic", 0, 1, 2));
    assertThat(known.objection(textAlone("texts"), sent)).isEmpty();
    assertThat(known.objection(SamplingFixtures.unique("pairs", 1), sent)).isEmpty();
    DeadLetter letter = known.objection(textAlone("pairs"), sent).orElseThrow();
    assertThat(letter.error()).contains("'pos'", "pairs");
    assertThat(letter.value()).as("what was sent").isSameAs(sent.value());
    assertThat(known.objection(SamplingFixtures.unique("scored", 1), sent).orElseThrow().error())
        .contains("'pos_scores'", "scored");
    assertThat(known.objection(SamplingFixtures.taught("scored", 1), sent)).isEmpty();
  }

  private static TrainingExample textAlone(String task) {
    return SamplingFixtures.example(task, 1, "text", List.of(), List.of());
  }

  private static Objectives configured(String losses, String matryoshka) {
    return new Objectives(50, Map.of("t", task("t", losses, matryoshka)), Map.of());
  }

  private static TaskConfig task(String name, String losses, String matryoshka) {
    return ConfigReader.parse(
            "test",
            """
            model: {path: m}
            registry: {path: r}
            tasks: {%s: {losses: "%s", matryoshka: "%s"}}
            """
                .formatted(name, losses, matryoshka))
        .tasks()
        .get(name);
  }

  @Test
  void lengthsStayWithinTheModels() {
    assertThat(objectives(Map.of()).all().get("QA").queryMaxLength()).isEqualTo(32);
    assertThat(objectives(Map.of()).all().get("QA").documentMaxLength()).isEqualTo(50);
    assertThat(objectives(Map.of()).all()).hasSize(TaskConfig.Kind.values().length);
  }

  @Test
  void controlsChangeATaskAndSurvive() {
    Objectives first = objectives(Map.of());
    first.apply(new TaskControl("QA", Map.of("weight", "0.25", "negatives", "all")));
    TaskObjective last = first.apply(new TaskControl("QA", Map.of("weight", "0.5")));
    assertThat(last).isEqualTo(first.all().get("QA"));
    Objectives restored = objectives(first.controls());
    for (Objectives each : List.of(first, restored)) {
      assertThat(each.all().get("QA").weight()).isEqualTo(0.5);
      assertThat(each.all().get("QA").losses())
          .contains(LossTerm.of(Losses.infoNce(0.05, Negatives.ALL)));
      assertThat(each.all().get("CODE").weight()).isEqualTo(1.0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "weight, -1",
    "weight, NaN",
    "temperature, 0",
    "query-max-length, 2",
    "document-max-length, x",
    "batch-size, 1",
    "negatives-per-query, -1",
    "negatives, some",
    "sampling-weight, -0.5",
    "micro-batch-tokens, -1",
    "teacher-temperature, 0",
    "false-negative-margin, 3",
    "kind, qa",
    "losses, info-nce",
    "matryoshka, 8",
    "masked-share, 0.2",
    "projection, 8",
    "learning-rate-factor, 2",
    "nonsense, 1"
  })
  void settingsOutOfBoundsNameTheirKey(String key, String value) {
    TaskConfig task = SamplingFixtures.task("t", TaskConfig.Kind.QA, 8);
    assertThatThrownBy(() -> TaskSettings.with(task, Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tasks.t." + key);
  }

  @Test
  void everySettingIsSet() {
    TaskConfig task = SamplingFixtures.task("t", TaskConfig.Kind.QA, 8);
    assertThat(
            TaskSettings.with(
                task,
                Map.ofEntries(
                    Map.entry("weight", "2"),
                    Map.entry("temperature", "0.5"),
                    Map.entry("query-prompt", "q: "),
                    Map.entry("document-prompt", "d: "),
                    Map.entry("query-max-length", "3"),
                    Map.entry("document-max-length", "4"),
                    Map.entry("batch-size", "5"),
                    Map.entry("negatives-per-query", "6"),
                    Map.entry("negatives", "own"),
                    Map.entry("teacher-temperature", "3"),
                    Map.entry("false-negative-margin", "0.1"),
                    Map.entry("sampling-weight", "7"),
                    Map.entry("minimum-share", "0.1"),
                    Map.entry("maximum-share", "0.9"),
                    Map.entry("micro-batch-tokens", "8"))))
        .isEqualTo(
            new TaskConfig(
                "t",
                TaskConfig.Kind.QA,
                2,
                0.5,
                "q: ",
                "d: ",
                3,
                4,
                5,
                6,
                Negatives.OWN,
                new TaskLosses(List.of(), List.of(), 3, 0.1, 0.15),
                0,
                1.0,
                7,
                0.1,
                0.9,
                8));
  }

  @Test
  void whatIsTrainedReachesTheTrainer() {
    FreshetConfig config =
        ConfigReader.parse(
            "test.yaml",
            """
            model: {path: m}
            tasks: {search: {projection: 12, learning-rate-factor: 3}, other: {learning-rate-factor: 2}}
            registry: {path: "file:///r"}
            training: {schedule: warmup-stable-decay, warmup-steps: 2, decay-steps: 3, cycle-steps: 9, average-decay: 0.9, learning-rate-factors: "embeddings.*=0.5", freeze-embeddings: true, freeze-layers: 1, freeze: "*.bias"}
            """);
    TrainerSettings settings =
        Objectives.settings(config.training(), config.model(), config.tasks());
    assertThat(settings.optimizer().schedule())
        .isEqualTo(new LearningRateSchedule(Schedule.WARMUP_STABLE_DECAY, 2, 0, 3, 9));
    assertThat(settings.optimizer().averageDecay()).isEqualTo(0.9);
    assertThat(settings.optimizer().learningRateFactors()).isEqualTo(Map.of("embeddings.*", 0.5));
    assertThat(settings.parameters())
        .isEqualTo(
            new ParameterSettings(
                true,
                1,
                List.of(new TensorPattern("*.bias")),
                Optional.empty(),
                Optional.empty(),
                Map.of("search", new TaskParameters(12, 3))));
    FreshetConfig adapted =
        ConfigReader.parse(
            "test.yaml",
            """
            model: {path: m}
            tasks: {search: {}}
            registry: {path: "file:///r"}
            training: {adapter-rank: 4, adapter-alpha: 8, adapter-dropout: 0.1, adapter-layers: "query", adapter-start: /a, freeze-documents: true, start-share: 0.25}
            """);
    assertThat(
            Objectives.settings(adapted.training(), adapted.model(), adapted.tasks()).parameters())
        .isEqualTo(
            new ParameterSettings(
                    false,
                    0,
                    List.of(),
                    Optional.of(
                        new LowRankSettings(4, 8, 0.1, List.of(new TensorPattern("query")))),
                    Optional.of(Path.of("/a")))
                .freezingDocuments()
                .mergingStart(0.25));
  }
}
