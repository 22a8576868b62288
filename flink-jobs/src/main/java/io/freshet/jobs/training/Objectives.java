/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.LossConfig;
import io.freshet.config.ModelConfig;
import io.freshet.config.ParametersConfig;
import io.freshet.config.TaskConfig;
import io.freshet.config.TaskLosses;
import io.freshet.config.TrainingConfig;
import io.freshet.config.TrainingConfig.ActivationCheckpointing;
import io.freshet.model.adapter.LowRankSettings;
import io.freshet.model.architecture.TensorPattern;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.loss.Loss;
import io.freshet.model.loss.LossDefinition;
import io.freshet.model.loss.LossTerm;
import io.freshet.model.loss.Matryoshka;
import io.freshet.model.training.settings.ObjectiveRules;
import io.freshet.model.training.settings.ParameterSettings;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TaskParameters;
import io.freshet.model.training.settings.TrainerSettings;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What tasks are trained towards.
 *
 * @param maximumLength tokens of any text at most
 */
record Objectives(int maximumLength) {

  private static final int UNUSED_BATCH_TOKENS = 4096;

  /** The objectives of a model with the start model's shape. */
  static Objectives of(ModelConfig model, ModelFolder start) {
    return new Objectives(Math.min(model.maxLength(), start.maxLength()));
  }

  /** The objective of every task, with all losses that may count for its examples. */
  Map<String, TaskObjective> of(Map<String, TaskConfig> tasks) {
    Map<String, TaskObjective> objectives = new HashMap<>();
    tasks.forEach((name, task) -> objectives.put(name, of(task)));
    return objectives;
  }

  /**
   * The objective of a task, with all losses that may count for its examples.
   *
   * @throws IllegalArgumentException where its losses do not go together
   */
  TaskObjective of(TaskConfig task) {
    return new TaskObjective(
        task.name(),
        task.weight(),
        task.terms().stream()
            .map(term -> new LossTerm(term.name(), term.weight(), loss(task, term)))
            .toList(),
        new Matryoshka(
            task.losses().matryoshka().stream().map(TaskLosses.Width::width).toList(),
            task.losses().matryoshka().stream().map(TaskLosses.Width::weight).toList()),
        task.documentPrompt(),
        Math.min(task.queryMaxLength(), maximumLength),
        Math.min(task.documentMaxLength(), maximumLength),
        task.microBatchTokens());
  }

  /** Of each parameter the loss's own number, else the task's, else the default. */
  private static Loss loss(TaskConfig task, LossConfig term) {
    LossDefinition definition = term.definition();
    return new Loss(
        definition,
        definition.parameters().stream()
            .map(
                parameter ->
                    Optional.ofNullable(term.parameters().get(parameter.name()))
                        .orElseGet(() -> task.ofLosses(parameter).orElse(parameter.initial())))
            .toList());
  }

  /**
   * What refuses tasks that the model of a training cannot be trained on.
   *
   * @param started the tasks of its configuration
   */
  static Consumer<TaskConfig> fit(
      ModelConfig model,
      TrainingConfig training,
      ModelFolder start,
      Map<String, TaskConfig> started) {
    Objectives objectives = of(model, start);
    ObjectiveRules rules =
        ObjectiveRules.of(
            start.dimension(),
            parameters(training.parameters(), started.values()),
            objectives.of(started).values());
    return task -> rules.check(objectives.of(task));
  }

  /** The settings of the parameters, the optimiser and the device. */
  static TrainerSettings settings(
      TrainingConfig training, ModelConfig model, Map<String, TaskConfig> tasks) {
    return new TrainerSettings(
        training.optimizer(),
        parameters(training.parameters(), tasks.values()),
        training.dropout(),
        training.seed(),
        training.maximumSkippedSteps(),
        training.activationCheckpointing() == ActivationCheckpointing.LAYERS,
        training.replicas(),
        model.compute(UNUSED_BATCH_TOKENS));
  }

  private static ParameterSettings parameters(ParametersConfig p, Collection<TaskConfig> tasks) {
    Map<String, TaskParameters> own = new HashMap<>();
    for (TaskConfig task : tasks) {
      if (task.projection() > 0) {
        own.put(task.name(), new TaskParameters(task.projection(), task.learningRateFactor()));
      }
    }
    Optional<LowRankSettings> adapter =
        p.adapterRank() == 0
            ? Optional.empty()
            : Optional.of(
                new LowRankSettings(
                    p.adapterRank(),
                    p.adapterAlpha(),
                    p.adapterDropout(),
                    patterns(p.adapterLayers())));
    return new ParameterSettings(
        p.freezeEmbeddings(),
        p.freezeLayers(),
        patterns(p.freeze()),
        adapter,
        p.adapterStart().isEmpty() ? Optional.empty() : Optional.of(Path.of(p.adapterStart())),
        own,
        p.freezeDocuments(),
        p.startShare());
  }

  private static List<TensorPattern> patterns(List<String> texts) {
    return texts.stream().map(TensorPattern::new).toList();
  }
}
