/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.alarm;

import io.freshet.config.EvaluationConfig;
import io.freshet.config.GateConfig;
import io.freshet.config.ProbeRefreshConfig;
import java.time.Duration;
import java.util.Map;

/** Settings of live windows of 20 milliseconds, three of which in a row show a fall. */
public final class LiveConfig {
  private LiveConfig() {}

  /**
   * The settings.
   *
   * @param lambda of alarms
   * @param tolerances of tasks that have not 0.02
   */
  public static EvaluationConfig of(double lambda, Map<String, Double> tolerances) {
    return new EvaluationConfig(
        10,
        100,
        Duration.ofMillis(20),
        Duration.ofMillis(10),
        1,
        3,
        0.005,
        lambda,
        "",
        new ProbeRefreshConfig(300, 0.25, 10_000, 42),
        new GateConfig(0.02, tolerances, 30, 0, Duration.ofHours(1)));
  }
}
