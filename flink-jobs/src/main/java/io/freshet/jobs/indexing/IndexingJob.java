/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing;

import io.freshet.jobs.config.FreshetConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The topology of the indexing job: a live branch that follows the documents topic, and a backfill
 * branch whose source's enumerator rolls the index over to promoted versions.
 */
public final class IndexingJob {
  private IndexingJob() {}

  /**
   * Adds the job to an environment; nothing runs before the environment is executed.
   *
   * @param config the deployment's configuration
   * @throws IllegalArgumentException if checkpoints are off: completed checkpoints are what makes a
   *     roll-over safe
   */
  public static void build(StreamExecutionEnvironment env, FreshetConfig config) {
    if (!env.getCheckpointConfig().isCheckpointingEnabled()) {
      throw new IllegalArgumentException(
          "the indexing of "
              + config.kafka().topics().documents()
              + " needs checkpoints: set checkpoints.interval");
    }
  }
}
