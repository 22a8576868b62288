/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.settings;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * AdamW and what surrounds it.
 *
 * @param learningRate the highest of the schedule
 * @param clipNorm global gradient norm at most; 0 for no clip
 * @param averageDecay of the exponential moving average of the weights, which versions are then
 *     made of; 0 for none
 * @param learningRateFactors by {@linkplain io.freshet.model.architecture.TensorPattern pattern} of
 *     the tensor's name; the first that matches counts
 */
public record OptimizerSettings(
    double learningRate,
    LearningRateSchedule schedule,
    double weightDecay,
    double beta1,
    double beta2,
    double epsilon,
    double clipNorm,
    double averageDecay,
    Map<String, Double> learningRateFactors)
    implements Serializable {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a number out of its bounds
   */
  public OptimizerSettings {
    learningRateFactors = Collections.unmodifiableMap(new LinkedHashMap<>(learningRateFactors));
    check(learningRate >= 0, "learning rate", learningRate);
    check(weightDecay >= 0, "weight decay", weightDecay);
    check(beta1 >= 0 && beta1 < 1, "beta1", beta1);
    check(beta2 >= 0 && beta2 < 1, "beta2", beta2);
    check(epsilon > 0, "epsilon", epsilon);
    check(clipNorm >= 0, "clip norm", clipNorm);
    check(averageDecay >= 0 && averageDecay < 1, "decay of the average", averageDecay);
    learningRateFactors.forEach((pattern, factor) -> check(factor >= 0, pattern, factor));
  }

  /** Settings without an average of the weights and without cycles. */
  public OptimizerSettings(
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
    this(
        learningRate,
        LearningRateSchedule.of(schedule, warmupSteps, totalSteps),
        weightDecay,
        beta1,
        beta2,
        epsilon,
        clipNorm,
        0,
        learningRateFactors);
  }

  private static void check(boolean holds, String name, double value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " out of bounds: " + value);
    }
  }
}
