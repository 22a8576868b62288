/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One task's queries as two versions answer them, with a known true difference of their means. On a
 * share of the queries both have one value; on the others each draws its own. A loss then sets some
 * of the candidate's values to 0 and a gain some to 1, which is the change that the fewest queries
 * show. Immutable.
 *
 * @param values how values lie over queries
 * @param agreement share of the queries on which equal versions have the same value, in {@code [0,
 *     1]}
 * @param difference true mean of the candidate less that of the baseline
 */
public record SimulatedTask(QueryValues values, double agreement, double difference) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the share is none, or no values have that difference
   */
  public SimulatedTask {
    double mean = values.mean();
    if (!(agreement >= 0 && agreement <= 1) || !(difference >= -mean && difference <= 1 - mean)) {
      throw new IllegalArgumentException(
          "agreement must lie between 0 and 1 and the difference between %.3f and %.3f, not %s and %s"
              .formatted(-mean, 1 - mean, agreement, difference));
    }
  }

  /** The values of both versions on one probe set, by query id. */
  public record Sample(Map<String, Double> baseline, Map<String, Double> candidate) {}

  /** Draws a probe set. */
  public Sample draw(int queries, SplittableRandom random) {
    Map<String, Double> baseline = new HashMap<>();
    Map<String, Double> candidate = new HashMap<>();
    double mean = values.mean();
    double changed = difference < 0 ? -difference / mean : difference / (1 - mean);
    for (int i = 0; i < queries; i++) {
      double before = values.draw(random);
      double after = random.nextDouble() < agreement ? before : values.draw(random);
      if (random.nextDouble() < changed) {
        after = difference < 0 ? 0 : 1;
      }
      baseline.put("q" + i, before);
      candidate.put("q" + i, after);
    }
    return new Sample(baseline, candidate);
  }
}
