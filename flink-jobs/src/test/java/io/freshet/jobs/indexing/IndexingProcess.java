/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing;

import io.freshet.config.FreshetConfig;
import io.freshet.jobs.testing.JobProcess;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The indexing job as a {@link JobProcess}. */
final class IndexingProcess {
  static final String JOB = "indexing";

  private IndexingProcess() {}

  /**
   * Runs until it is killed.
   *
   * @param arguments configuration and, where there is one, the checkpoint to go on from
   */
  public static void main(String[] arguments) throws Exception {
    FreshetConfig config = JobProcess.config(arguments);
    Optional<String> checkpoint =
        arguments.length > 1 ? Optional.of(arguments[1]) : Optional.empty();
    StreamExecutionEnvironment env = JobProcess.environment(config, JOB, checkpoint);
    IndexingJob.build(env, config);
    env.execute(JOB);
  }
}
