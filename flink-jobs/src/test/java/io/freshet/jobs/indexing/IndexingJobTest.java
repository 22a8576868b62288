/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.jobs.flink.Environments;
import io.freshet.jobs.flink.Uids;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class IndexingJobTest {
  private final FreshetConfig config =
      ConfigReader.parse(
          "test",
          """
          model: {path: "/models/start"}
          tasks: {search: {kind: retrieval}}
          registry: {path: "file:///registry"}
          """);

  @Test
  void everyOperatorHasAnIdOfItsOwn() {
    StreamExecutionEnvironment env = Environments.create(config, "indexing");
    IndexingJob.build(env, config);
    assertThat(Uids.missing(env)).isEmpty();
  }

  @Test
  void insistsOnCheckpoints() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    assertThatThrownBy(() -> IndexingJob.build(env, config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("checkpoints.interval");
  }
}
