/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.io.Serializable;
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
    implements Serializable {}
