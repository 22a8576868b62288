/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import io.freshet.model.ComputeOptions;
import io.freshet.serving.ServingSettings;
import java.io.Serializable;
import java.nio.file.Path;
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
    EvaluationConfig evaluation,
    CheckpointConfig checkpoints)
    implements Serializable {

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
}
