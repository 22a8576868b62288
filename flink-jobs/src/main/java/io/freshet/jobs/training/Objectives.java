/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.connectors.records.TaskControl;
import io.freshet.jobs.config.ModelConfig;
import io.freshet.jobs.config.TaskConfig;
import io.freshet.jobs.config.TrainingConfig;
import io.freshet.jobs.training.sampling.TaskSettings;
import io.freshet.model.ComputeOptions;
import io.freshet.model.training.LossKind;
import io.freshet.model.training.Negatives;
import io.freshet.model.training.OptimizerSettings;
import io.freshet.model.training.Schedule;
import io.freshet.model.training.SubBatch;
import io.freshet.model.training.TaskObjective;
import io.freshet.model.training.TrainerSettings;
import java.util.HashMap;
import java.util.Map;

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
    return new TaskObjective(
        task.name(),
        loss(task.kind(), graded),
        task.weight(),
        task.temperature(),
        negatives(task.negatives()),
        task.documentPrompt(),
        Math.min(task.queryMaxLength(), maximumLength),
        Math.min(task.documentMaxLength(), maximumLength),
        task.partTokens());
  }

  private static LossKind loss(TaskConfig.Kind kind, boolean graded) {
    return switch (kind) {
      // In-context examples are contrasted by label: the sampler deals each label once a sub-batch.
      case RETRIEVAL, CODE, QA, IN_CONTEXT -> LossKind.INFO_NCE;
      case SIMILARITY -> graded ? LossKind.COSENT : LossKind.SYMMETRIC_INFO_NCE;
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
            schedule(training.schedule()),
            training.warmupSteps(),
            training.totalSteps(),
            training.weightDecay(),
            training.beta1(),
            training.beta2(),
            training.epsilon(),
            training.clipNorm(),
            Map.of()),
        training.dropout(),
        training.seed(),
        training.maximumSkippedSteps(),
        training.recompute() == TrainingConfig.Recompute.LAYERS,
        new ComputeOptions(model.device(), model.threads(), UNUSED_BATCH_TOKENS));
  }

  private static Schedule schedule(TrainingConfig.Schedule schedule) {
    return switch (schedule) {
      case CONSTANT -> Schedule.CONSTANT;
      case LINEAR -> Schedule.LINEAR;
      case COSINE -> Schedule.COSINE;
    };
  }
}
