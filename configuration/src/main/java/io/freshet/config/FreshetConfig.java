/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import io.freshet.model.ComputeOptions;
import io.freshet.serving.ServingSettings;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The whole configuration of a deployment, as read from one YAML file.
 *
 * @param tasks by task name, in the order of the file
 */
public record FreshetConfig(
    KafkaConfig kafka,
    OpenSearchConfig opensearch,
    ModelConfig model,
    Map<String, TaskConfig> tasks,
    SamplingConfig sampling,
    TrainingConfig training,
    RegistryConfig registry,
    IndexingConfig indexing,
    NegativesConfig negatives,
    EvaluationConfig evaluation,
    CheckpointConfig checkpoints)
    implements Serializable {

  /** All options but those of tasks. */
  static final Options OPTIONS = new Options();

  /** All options but those of tasks. */
  static final class Options extends Section<FreshetConfig> {
    final KafkaConfig.Options kafka = include(KafkaConfig.OPTIONS, FreshetConfig::kafka);
    final OpenSearchConfig.Options opensearch =
        include(OpenSearchConfig.OPTIONS, FreshetConfig::opensearch);
    final ModelConfig.Options model = include(ModelConfig.OPTIONS, FreshetConfig::model);
    final SamplingConfig.Options sampling =
        include(SamplingConfig.OPTIONS, FreshetConfig::sampling);
    final TrainingConfig.Options training =
        include(TrainingConfig.OPTIONS, FreshetConfig::training);
    final RegistryConfig.Options registry =
        include(RegistryConfig.OPTIONS, FreshetConfig::registry);
    final IndexingConfig.Options indexing =
        include(IndexingConfig.OPTIONS, FreshetConfig::indexing);
    final NegativesConfig.Options negatives =
        include(NegativesConfig.OPTIONS, FreshetConfig::negatives);
    final EvaluationConfig.Options evaluation =
        include(EvaluationConfig.OPTIONS, FreshetConfig::evaluation);
    final CheckpointConfig.Options checkpoints =
        include(CheckpointConfig.OPTIONS, FreshetConfig::checkpoints);

    private Options() {}

    FreshetConfig read(Values v, Map<String, TaskConfig> tasks) {
      return new FreshetConfig(
          kafka.read(v),
          opensearch.read(v),
          model.read(v),
          tasks,
          sampling.read(v),
          training.read(v),
          registry.read(v),
          indexing.read(v),
          negatives.read(v),
          evaluation.read(v),
          checkpoints.read(v));
    }

    /** What the options of the sections and those of the tasks contradict each other in. */
    void checkTasks(Values v, Map<String, TaskConfig> tasks, List<String> problems) {
      if (v.has(sampling.tasksPerStep) && v.get(sampling.tasksPerStep) > tasks.size()) {
        problems.add(
            "%s: '%d' is more than there are tasks (%d)"
                .formatted(
                    sampling.tasksPerStep.key(), v.get(sampling.tasksPerStep), tasks.size()));
      }
      double least = tasks.values().stream().mapToDouble(TaskConfig::minimumShare).sum();
      if (least > 1) {
        problems.add(
            "tasks: the values of minimum-share are %s together, more than the whole"
                .formatted(least));
      }
      tasks.values().forEach(task -> checkTask(v, task, problems));
    }

    private void checkTask(Values v, TaskConfig task, List<String> problems) {
      negatives.checkTask(v, task, problems);
      String frozen = training.parameters.freezeDocuments.key();
      boolean freezes = v.get(training.parameters.freezeDocuments);
      if (task.minimumShare() > task.maximumShare()) {
        problems.add(
            "tasks.%s.minimum-share: '%s' is more than maximum-share, '%s'"
                .formatted(task.name(), task.minimumShare(), task.maximumShare()));
      }
      if (freezes && task.projection() > 0) {
        problems.add(
            "%s: task %s has a projection, which changes its documents too"
                .formatted(frozen, task.name()));
      }
      if (freezes && task.treatsTextsAlike()) {
        problems.add(
            "%s: the losses of task %s treat both of its texts alike, so that neither can stay as it is"
                .formatted(frozen, task.name()));
      }
      if (v.get(training.dropout) == 0 && task.learnsFromDropout()) {
        problems.add(
            "%s: '0' leaves nothing for task %s to learn from: its views differ by dropout alone"
                .formatted(training.dropout.key(), task.name()));
      }
    }
  }

  /**
   * What a search in the serving generation needs.
   *
   * @param cache a local directory that fetched versions are kept in
   * @param compute where the version runs
   */
  public ServingSettings serving(Path cache, ComputeOptions compute) {
    return new ServingSettings(
        opensearch.connection(), opensearch.alias(), registry.path(), cache, compute);
  }

  /** A URI whose last character is no slash, so that names can be put behind it. */
  static String withoutSlash(String uri) {
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }
}
