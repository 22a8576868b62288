/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class EnvironmentsTest {

  private static FreshetConfig config(String checkpoints) {
    return ConfigReader.parse(
        "test",
        """
        model: {path: models/start}
        tasks: {search: {}}
        registry: {path: "file:///registry"}
        checkpoints: {%s}
        """
            .formatted(checkpoints));
  }

  @Test
  void everyPromiseStandsInTheSettings() {
    FreshetConfig config =
        config("directory: \"file:///checkpoints\", interval: 7s, state-backend: rocksdb");
    Configuration settings = Environments.configuration(config, "training");
    assertThat(settings.get(PipelineOptions.GENERIC_TYPES)).isFalse();
    assertThat(settings.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("rocksdb");
    assertThat(settings.get(CheckpointingOptions.INCREMENTAL_CHECKPOINTS)).isTrue();
    // Weights are restored byte by byte without.
    assertThat(Environments.create(config, "training").getConfig().isUseSnapshotCompression())
        .isTrue();
    assertThat(settings.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
        .isEqualTo("file:///checkpoints/training");
    assertThat(settings.get(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION))
        .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    StreamExecutionEnvironment env = Environments.create(config, "training");
    assertThat(env.getCheckpointInterval()).isEqualTo(Duration.ofSeconds(7).toMillis());
    assertThat(env.getCheckpointConfig().getCheckpointingConsistencyMode())
        .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
    assertThat(env.getCheckpointConfig().isUnalignedCheckpointsEnabled()).isFalse();
    assertThat(env.getParallelism()).isEqualTo(1);
  }

  @Test
  void nothingRunsWithoutCheckpoints() {
    FreshetConfig good = config("interval: 1s");
    FreshetConfig none =
        new FreshetConfig(
            good.kafka(),
            good.opensearch(),
            good.model(),
            good.tasks(),
            good.sampling(),
            good.training(),
            good.registry(),
            good.indexing(),
            good.negatives(),
            good.evaluation(),
            good.service(),
            new io.freshet.config.CheckpointConfig("file:///c", Duration.ZERO, "hashmap"));
    assertThatThrownBy(() -> Environments.configuration(none, "training"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("checkpoints.interval");
  }
}
