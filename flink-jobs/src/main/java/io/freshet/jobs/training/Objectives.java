/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.LossConfig;
import io.freshet.config.LossConfig.Parameter;
import io.freshet.config.ModelConfig;
import io.freshet.config.ParametersConfig;
import io.freshet.config.TaskConfig;
import io.freshet.config.TaskLosses;
import io.freshet.config.TrainingConfig;
import io.freshet.config.TrainingConfig.ActivationCheckpointing;
import io.freshet.connectors.records.TaskControl;
import io.freshet.jobs.training.sampling.LossChoice;
import io.freshet.jobs.training.sampling.LossChoice.Supervision;
import io.freshet.jobs.training.sampling.TaskSettings;
import io.freshet.model.adapter.LowRankSettings;
import io.freshet.model.architecture.TensorPattern;
import io.freshet.model.loss.Distillation;
import io.freshet.model.loss.Distillation.Form;
import io.freshet.model.loss.Loss;
import io.freshet.model.loss.LossTerm;
import io.freshet.model.loss.Matryoshka;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.ParameterSettings;
import io.freshet.model.training.SubBatch;
import io.freshet.model.training.TaskObjective;
import io.freshet.model.training.TaskParameters;
import io.freshet.model.training.TrainerSettings;
import io.freshet.model.training.TrainingRow;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each task is trained towards, as configured and as control records changed it. */
final class Objectives {

  private static final int UNUSED_BATCH_TOKENS = 4096;

  private final int maximumLength;
  private final Map<String, TaskConfig> tasks = new HashMap<>();
  private final Map<String, Map<String, String>> controls = new HashMap<>();

  /**
   * Goes on from the settings that control records changed.
   *
   * @param maximumLength tokens of any text at most
   */
  Objectives(
      int maximumLength,
      Map<String, TaskConfig> configured,
      Map<String, Map<String, String>> controls) {
    this.maximumLength = maximumLength;
    this.controls.putAll(controls);
    configured.forEach(
        (name, task) ->
            tasks.put(name, TaskSettings.with(task, controls.getOrDefault(name, Map.of()))));
  }

  /** Settings changed by control records, by task and key. */
  Map<String, Map<String, String>> controls() {
    return Map.copyOf(controls);
  }

  /** The objective of every task where its examples bring everything. */
  Map<String, TaskObjective> all() {
    Map<String, TaskObjective> objectives = new HashMap<>();
    tasks.forEach((name, task) -> objectives.put(name, objective(task, Supervision.FULL)));
    return objectives;
  }

  /** The objective of a sub-batch, by its task and by what its rows bring. */
  TaskObjective of(SubBatch batch) {
    List<TrainingRow> rows = batch.rows();
    boolean negatives = rows.stream().anyMatch(row -> !row.negatives().isEmpty());
    return objective(
        task(batch.task()),
        new Supervision(
            rows.stream().noneMatch(row -> row.positive().isEmpty()),
            rows.stream().allMatch(TrainingRow::graded),
            negatives && rows.stream().allMatch(TrainingRow::taught)));
  }

  /** Changes a task as a control record says. */
  void apply(TaskControl control) {
    tasks.put(control.task(), TaskSettings.with(task(control.task()), control));
    Map<String, String> settings = new HashMap<>(controls.getOrDefault(control.task(), Map.of()));
    settings.putAll(control.settings());
    controls.put(control.task(), Map.copyOf(settings));
  }

  private TaskConfig task(String name) {
    TaskConfig task = tasks.get(name);
    if (task == null) {
      throw new IllegalArgumentException("no task is called " + name);
    }
    return task;
  }

  private TaskObjective objective(TaskConfig task, Supervision supervision) {
    List<LossConfig> chosen = LossChoice.of(task, supervision);
    // Rows whose scored negatives all fell away have nothing to learn from them: a loss of zero.
    List<LossConfig> terms = chosen.isEmpty() ? LossChoice.of(task, Supervision.FULL) : chosen;
    return new TaskObjective(
        task.name(),
        task.weight(),
        terms.stream()
            .map(term -> new LossTerm(term.name().word(), term.weight(), loss(task, term)))
            .toList(),
        new Matryoshka(
            task.losses().matryoshka().stream().map(TaskLosses.Width::width).toList(),
            task.losses().matryoshka().stream().map(TaskLosses.Width::weight).toList()),
        task.documentPrompt(),
        Math.min(task.queryMaxLength(), maximumLength),
        Math.min(task.documentMaxLength(), maximumLength),
        task.microBatchTokens());
  }

  private static Loss loss(TaskConfig task, LossConfig term) {
    TaskLosses losses = task.losses();
    double temperature = term.number(Parameter.TEMPERATURE, task.temperature());
    double teacher = term.number(Parameter.TEACHER_TEMPERATURE, losses.teacherTemperature());
    double margin = term.number(Parameter.FALSE_NEGATIVE_MARGIN, losses.falseNegativeMargin());
    Negatives negatives = term.negatives(task.negatives());
    return switch (term.name()) {
      case INFO_NCE -> new Loss.InfoNce(temperature, negatives, false, margin);
      case SYMMETRIC_INFO_NCE -> new Loss.InfoNce(temperature, negatives, true, margin);
      case COSENT -> new Loss.Cosent(temperature);
      case KL_DISTILLATION -> new Distillation(Form.DIVERGENCE, temperature, teacher, negatives);
      case CROSS_ENTROPY_DISTILLATION ->
          new Distillation(Form.CROSS_ENTROPY, temperature, teacher, negatives);
      case GRADED_DISTILLATION -> new Distillation(Form.GRADED, temperature, teacher, negatives);
      case MARGIN_MSE -> new Loss.MarginMse(teacher);
      case ANCHOR -> new Loss.Anchor();
      case DROPOUT_VIEWS -> new Loss.DropoutViews(temperature);
      case LANGUAGE_MODELLING ->
          new Loss.LanguageModelling(term.number(Parameter.MASKED_SHARE, losses.maskedShare()));
    };
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
