/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * AdamW and what surrounds it.
 *
 * @param learningRate the highest of the schedule
 * @param warmupSteps updates of the linear rise
 * @param totalSteps at which linear and cosine schedules reach zero; not used by the constant one
 * @param clipNorm global gradient norm at most; 0 for no clip
 * @param learningRateFactors by prefix of the tensor's name; the longest prefix counts
 */
public record OptimizerSettings(
    double learningRate,
    Schedule schedule,
    int warmupSteps,
    long totalSteps,
    double weightDecay,
    double beta1,
    double beta2,
    double epsilon,
    double clipNorm,
    Map<String, Double> learningRateFactors) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a number out of its bounds
   */
  public OptimizerSettings {
    learningRateFactors = Collections.unmodifiableMap(new TreeMap<>(learningRateFactors));
    check(learningRate >= 0, "learning rate", learningRate);
    check(warmupSteps >= 0, "warm-up steps", warmupSteps);
    check(
        schedule == Schedule.CONSTANT || totalSteps > warmupSteps,
        "total steps of a falling schedule (must exceed the warm-up)",
        (double) totalSteps);
    check(weightDecay >= 0, "weight decay", weightDecay);
    check(beta1 >= 0 && beta1 < 1, "beta1", beta1);
    check(beta2 >= 0 && beta2 < 1, "beta2", beta2);
    check(epsilon > 0, "epsilon", epsilon);
    check(clipNorm >= 0, "clip norm", clipNorm);
  }

  private static void check(boolean holds, String name, double value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " out of bounds: " + value);
    }
  }
}
