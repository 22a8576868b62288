/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.jobs.training.sampling.SamplingFixtures;
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

class ObjectivesTest {

  private static Map<String, TaskObjective> objectives() {
    Map<String, TaskConfig> tasks = new HashMap<>();
    for (TaskConfig.Kind kind : TaskConfig.Kind.values()) {
      tasks.put(kind.name(), SamplingFixtures.task(kind.name(), kind, 8));
    }
    return new Objectives(50).of(tasks);
  }

  @Test
  void everyConfiguredLossIsTheModelsWithItsOwnSettings() {
    String text =
        "info-nce(temperature=0.1 negatives=own false-negative-margin=0.2):2, symmetric-info-nce, cosent(temperature=0.2), kl-distillation(teacher-temperature=3), cross-entropy-distillation, graded-distillation(negatives=all), margin-mse, anchor:0.5";
    TaskObjective objective = configured(text, "16:0.5, 8");
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
    assertThat(configured("language-modelling(masked-share=0.3)", "").losses())
        .containsExactly(LossTerm.of(Losses.languageModelling(0.3)));
    assertThat(configured("dropout-views, anchor", "").losses())
        .containsExactly(LossTerm.of(Losses.dropoutViews(0.02)), LossTerm.of(Losses.anchor()));
  }

  @Test
  void aTaskThatNamesNoLossHasThoseOfItsKind() {
    assertThat(objectives().get("QA").losses())
        .containsExactly(
            LossTerm.of(Losses.gradedDistillation(0.05, 1, Negatives.BATCH)),
            LossTerm.of(Losses.infoNce(0.05, Negatives.BATCH)));
  }

  private static TaskObjective configured(String losses, String matryoshka) {
    return new Objectives(50).of(task("t", losses, matryoshka));
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
    assertThat(objectives().get("QA").queryMaxLength()).isEqualTo(32);
    assertThat(objectives().get("QA").documentMaxLength()).isEqualTo(50);
    assertThat(objectives()).hasSize(TaskConfig.Kind.values().length);
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
