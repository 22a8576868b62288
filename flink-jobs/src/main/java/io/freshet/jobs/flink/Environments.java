/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import io.freshet.config.CheckpointConfig;
import io.freshet.config.FreshetConfig;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Sets up the environment that a job is built in, the same way for every job. */
public final class Environments {

  /** A store that is away for ten minutes shall slow a checkpoint down, not fail it. */
  private static final Duration CHECKPOINT_TIMEOUT = Duration.ofMinutes(15);

  private static final int TOLERABLE_FAILED_CHECKPOINTS = 5;
  private static final int RETAINED_CHECKPOINTS = 3;
  private static final int RESTARTS_IN_A_ROW = 20;

  private Environments() {}

  /**
   * An environment of the surrounding cluster (or of this JVM where there is none), with the
   * settings of {@link #configuration}.
   *
   * @param job the job's name; its checkpoints lie below a directory of this name
   */
  public static StreamExecutionEnvironment create(FreshetConfig config, String job) {
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration(config, job));
  }

  /**
   * The same without restarts, for jobs whose result somebody waits for: what fails once is said at
   * once.
   */
  public static StreamExecutionEnvironment createWithoutRestarts(FreshetConfig config, String job) {
    Configuration settings = configuration(config, job);
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY,
        RestartStrategyOptions.RestartStrategyType.NO_RESTART_STRATEGY.getMainValue());
    return StreamExecutionEnvironment.getExecutionEnvironment(settings);
  }

  /**
   * The settings of a job: no generic types, parallelism 1 where an operator says nothing else,
   * exactly-once aligned checkpoints in a directory, retained when the job is cancelled, and
   * restarts with a growing delay.
   *
   * @throws IllegalArgumentException where the interval is not positive or the state backend is
   *     neither {@code hashmap} nor {@code rocksdb}
   */
  public static Configuration configuration(FreshetConfig config, String job) {
    CheckpointConfig checkpoints = config.checkpoints();
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.NAME, job);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(CoreOptions.DEFAULT_PARALLELISM, 1);
    setCheckpoints(settings, checkpoints, job);
    setRestarts(settings);
    return settings;
  }

  private static void setCheckpoints(
      Configuration settings, CheckpointConfig checkpoints, String job) {
    if (checkpoints.interval().isZero() || checkpoints.interval().isNegative()) {
      throw new IllegalArgumentException(
          "checkpoints.interval must be positive, not " + checkpoints.interval());
    }
    settings.set(StateBackendOptions.STATE_BACKEND, backend(checkpoints.stateBackend()));
    settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    // Not for its size. Flink restores operator state, which weights are, byte by byte: from a file
    // that is a system call for each, from a decompressor's buffer it is none.
    settings.set(ExecutionOptions.SNAPSHOT_COMPRESSION, true);
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints.interval());
    settings.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    settings.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, below(checkpoints.directory(), job));
    settings.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, CHECKPOINT_TIMEOUT);
    settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERABLE_FAILED_CHECKPOINTS);
    settings.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED_CHECKPOINTS);
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
  }

  private static void setRestarts(Configuration settings) {
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY,
        RestartStrategyOptions.RestartStrategyType.EXPONENTIAL_DELAY.getMainValue());
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(500));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofMinutes(1));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
        Duration.ofMinutes(10));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, RESTARTS_IN_A_ROW);
  }

  private static String backend(String name) {
    return switch (name) {
      case "hashmap", "rocksdb" -> name;
      default ->
          throw new IllegalArgumentException(
              "checkpoints.state-backend must be hashmap or rocksdb, not " + name);
    };
  }

  private static String below(String directory, String job) {
    return directory.endsWith("/") ? directory + job : directory + "/" + job;
  }
}
