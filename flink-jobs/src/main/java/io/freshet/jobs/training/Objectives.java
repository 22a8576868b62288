/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.connectors.records.TaskControl;
import io.freshet.jobs.config.ModelConfig;
import io.freshet.jobs.config.ParametersConfig;
import io.freshet.jobs.config.TaskConfig;
import io.freshet.jobs.config.TrainingConfig;
import io.freshet.jobs.training.sampling.TaskSettings;
import io.freshet.model.adapter.LowRankSettings;
import io.freshet.model.architecture.TensorPattern;
import io.freshet.model.loss.Loss;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.LearningRateSchedule;
import io.freshet.model.training.OptimizerSettings;
import io.freshet.model.training.ParameterSettings;
import io.freshet.model.training.Schedule;
import io.freshet.model.training.SubBatch;
import io.freshet.model.training.TaskObjective;
import io.freshet.model.training.TrainerSettings;
import java.nio.file.Path;
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

  /** The objective of every task where nothing is known of its examples. */
  Map<String, TaskObjective> all() {
    Map<String, TaskObjective> objectives = new HashMap<>();
    tasks.forEach((name, task) -> objectives.put(name, objective(task, false)));
    return objectives;
  }

  /** The objective of a sub-batch, by its task and by whether its rows are graded. */
  TaskObjective of(SubBatch batch) {
    boolean graded = batch.rows().stream().noneMatch(row -> Double.isNaN(row.score()));
    return objective(task(batch.task()), graded);
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

  private TaskObjective objective(TaskConfig task, boolean graded) {
    return TaskObjective.of(
            task.name(),
            task.weight(),
            loss(task, graded),
            task.documentPrompt(),
            Math.min(task.queryMaxLength(), maximumLength),
            Math.min(task.documentMaxLength(), maximumLength))
        .withPartTokens(task.partTokens());
  }

  private static Loss loss(TaskConfig task, boolean graded) {
    double temperature = task.temperature();
    Negatives negatives = negatives(task.negatives());
    return switch (task.kind()) {
      case RETRIEVAL, CODE, QA, IN_CONTEXT -> new Loss.InfoNce(temperature, negatives);
      case SIMILARITY ->
          graded ? new Loss.Cosent(temperature) : new Loss.InfoNce(temperature, negatives, true, 2);
    };
  }

  private static Negatives negatives(TaskConfig.Negatives negatives) {
    return switch (negatives) {
      case OWN -> Negatives.OWN;
      case BATCH -> Negatives.BATCH;
      case ALL -> Negatives.ALL;
    };
  }

  /** The settings of the optimiser and the device. */
  static TrainerSettings settings(TrainingConfig training, ModelConfig model) {
    return new TrainerSettings(
        new OptimizerSettings(
            training.learningRate(),
            new LearningRateSchedule(
                schedule(training.schedule()),
                training.warmupSteps(),
                training.totalSteps(),
                training.decaySteps(),
                training.cycleSteps()),
            training.weightDecay(),
            training.beta1(),
            training.beta2(),
            training.epsilon(),
            training.clipNorm(),
            training.averageDecay(),
            training.parameters().learningRateFactors()),
        parameters(training.parameters()),
        training.dropout(),
        training.seed(),
        training.maximumSkippedSteps(),
        training.recompute() == TrainingConfig.Recompute.LAYERS,
        training.replicas(),
        model.compute(UNUSED_BATCH_TOKENS));
  }

  private static ParameterSettings parameters(ParametersConfig p) {
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
        p.adapterStart().isEmpty() ? Optional.empty() : Optional.of(Path.of(p.adapterStart())));
  }

  private static List<TensorPattern> patterns(List<String> texts) {
    return texts.stream().map(TensorPattern::new).toList();
  }

  private static Schedule schedule(TrainingConfig.Schedule schedule) {
    return switch (schedule) {
      case CONSTANT -> Schedule.CONSTANT;
      case LINEAR -> Schedule.LINEAR;
      case COSINE -> Schedule.COSINE;
      case WARMUP_STABLE_DECAY -> Schedule.WARMUP_STABLE_DECAY;
    };
  }
}
