/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.jobs.config.FreshetConfig;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The training job: examples in, steps dealt by one sampler, weights in the checkpoints, versions
 * out.
 */
public final class TrainingJob {

  private TrainingJob() {}

  /**
   * Builds the unbounded job over the topic of training examples.
   *
   * @param env from {@code Environments.create}
   * @throws IllegalArgumentException where the configuration names no task
   */
  public static void build(StreamExecutionEnvironment env, FreshetConfig config) {
    check(config);
    throw new UnsupportedOperationException("not built yet: " + env);
  }

  /**
   * Builds the bounded job over files of JSON lines, read one after the other in the given order.
   * Versions go to the registry and nowhere else; the last one is the result. Lines that cannot be
   * used are kept beside the result in {@code <output>.rejected.jsonl}.
   *
   * @param env from {@code Environments.create}
   * @param output the folder that the trained model is written to; must not exist
   * @throws IllegalArgumentException where the configuration names no task, there is no file, or
   *     the output exists
   */
  public static void buildBounded(
      StreamExecutionEnvironment env, FreshetConfig config, List<Path> jsonl, Path output) {
    check(config);
    throw new UnsupportedOperationException("not built yet: " + env + jsonl + output);
  }

  private static void check(FreshetConfig config) {
    if (config.tasks().isEmpty()) {
      throw new IllegalArgumentException("the configuration names no task below tasks");
    }
  }
}
