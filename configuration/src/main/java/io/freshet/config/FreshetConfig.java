/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.config.option.Section;
import io.freshet.config.option.Values;
import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.model.ComputeOptions;
import io.freshet.serving.ServingSettings;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    ServiceConfig service,
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
    final ServiceConfig.Options service = include(ServiceConfig.OPTIONS, FreshetConfig::service);
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
          service.read(v),
          checkpoints.read(v));
    }
  }

  /**
   * A task that the file does not give, as it would be with these settings below {@code
   * tasks.<name>}.
   *
   * @param settings values by the keys of the options, as a file would have them
   * @throws IllegalArgumentException where the name cannot be one, a key is unknown or a value is
   *     not allowed
   */
  public TaskConfig newTask(String name, Map<String, String> settings) {
    TaskConfig.nameProblem(name)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    return TaskConfig.OPTIONS.read(name, OPTIONS.valuesOf(this)).with(settings);
  }

  /**
   * What tasks contradict the other sections in, and each other.
   *
   * @param among these tasks, which may be others than the file's
   * @return sentences that begin with a key
   */
  public List<String> problemsOf(Collection<TaskConfig> among) {
    return problems(
        training.parameters().freezeDocuments(), training.dropout(), negatives.shares(), among);
  }

  /** The same for values that may contradict each other elsewhere. */
  static List<String> problemsOf(Values v, Collection<TaskConfig> among) {
    return problems(
        v.get(OPTIONS.training.parameters.freezeDocuments),
        v.get(OPTIONS.training.dropout),
        v.get(OPTIONS.negatives.shares),
        among);
  }

  private static List<String> problems(
      boolean freezes, double dropout, Map<String, Double> mined, Collection<TaskConfig> among) {
    List<String> problems = new ArrayList<>();
    double least = among.stream().mapToDouble(TaskConfig::minimumShare).sum();
    if (least > 1) {
      problems.add(
          "tasks: the values of minimum-share are %s together, more than the whole"
              .formatted(least));
    }
    among.forEach(
        task -> {
          checkTask(freezes, dropout, task, problems);
          NegativesConfig.checkTask(mined.getOrDefault(task.name(), 0.0), task, problems);
        });
    return problems;
  }

  private static void checkTask(
      boolean freezes, double dropout, TaskConfig task, List<String> problems) {
    String frozen = OPTIONS.training.parameters.freezeDocuments.key();
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
    if (dropout == 0 && task.learnsFromDropout()) {
      problems.add(
          "%s: '0' leaves nothing for task %s to learn from: its views differ by dropout alone"
              .formatted(OPTIONS.training.dropout.key(), task.name()));
    }
  }

  /** How documents are encoded for searches of a task; empty where that is as for all others. */
  public Optional<DocumentProfile> documentsOf(String task) {
    return indexing.taskVectors().contains(task)
        ? Optional.ofNullable(tasks.get(task)).map(TaskConfig::documents)
        : Optional.empty();
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

  /**
   * A directory as a URI without a slash at the end. Flink wants a scheme, and a path below the
   * working directory means the same to all processes once it is absolute.
   */
  static String directory(String location) {
    return withoutSlash(
        location.contains(":/")
            ? location
            : "file://" + Path.of(location).toAbsolutePath().normalize());
  }

  /** A URI whose last character is no slash, so that names can be put behind it. */
  static String withoutSlash(String uri) {
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }
}
