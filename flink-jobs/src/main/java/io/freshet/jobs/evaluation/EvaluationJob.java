/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import io.freshet.jobs.config.FreshetConfig;
import io.freshet.jobs.evaluation.gate.ProbeSets;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The evaluation job. Its live branch asks judged queries again and again in the serving generation
 * and reports sliding windows; its gate scores candidate versions on frozen probe sets and says
 * which may serve.
 */
public final class EvaluationJob {
  private EvaluationJob() {}

  /**
   * Adds the job's operators to an environment.
   *
   * @throws IllegalArgumentException if the directory of probe sets is missing
   */
  public static void build(StreamExecutionEnvironment env, FreshetConfig config) {
    ProbeSets.find(config.evaluation().probePath());
  }
}
