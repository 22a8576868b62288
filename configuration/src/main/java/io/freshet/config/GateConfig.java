/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * When a candidate may serve.
 *
 * @param tolerance loss of nDCG@10 on a task that does not count as one
 * @param tolerances the same for single tasks, by name of the task
 * @param minimumQueries judged queries a task below which nothing is decided on it, and different
 *     queries of a live window below which nothing is made of a loss
 * @param minimumGain mean over tasks of the gain of nDCG@10 that a version is promoted for
 * @param promotionAge age of the serving version at which an undecided one is promoted
 */
public record GateConfig(
    double tolerance,
    Map<String, Double> tolerances,
    int minimumQueries,
    double minimumGain,
    Duration promotionAge)
    implements Serializable {

  /** The tolerance of a task. */
  public double toleranceOf(String task) {
    return tolerances.getOrDefault(task, tolerance);
  }
}
