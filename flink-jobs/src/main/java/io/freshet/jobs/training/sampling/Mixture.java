/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.config.SamplingConfig;
import java.util.List;

/** The shares of tasks in the rows that are trained on. */
final class Mixture {

  /** Halvings after which a factor is as exact as a double can be. */
  private static final int HALVINGS = 200;

  private Mixture() {}

  /**
   * One task in the mixture.
   *
   * @param count decayed arrivals
   * @param weight of the strategy of explicit weights
   * @param minimum share
   * @param maximum share
   */
  record Part(double count, double weight, double minimum, double maximum) {}

  /**
   * The shares that a strategy asks for, which sum to 1. Those outside of a part's bounds are set
   * to the bound, and all others multiplied by one factor; where the bounds of all parts leave no
   * such shares, the bounds themselves are scaled to 1.
   */
  static double[] shares(SamplingConfig.Strategy strategy, double alpha, List<Part> parts) {
    double[] wanted = new double[parts.size()];
    for (int i = 0; i < wanted.length; i++) {
      Part part = parts.get(i);
      wanted[i] =
          switch (strategy) {
            case UNIFORM -> 1;
            case PROPORTIONAL -> part.count();
            case TEMPERATURE -> StrictMath.pow(part.count(), alpha);
            case WEIGHTS -> part.weight();
          };
    }
    return scaled(bounded(scaled(wanted), parts));
  }

  private static double[] bounded(double[] shares, List<Part> parts) {
    double low = 0;
    double high = 1;
    while (high < 0x1p60 && sum(clamped(shares, high, parts)) < 1) {
      high *= 2;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (sum(clamped(shares, middle, parts)) < 1) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return clamped(shares, high, parts);
  }

  private static double[] clamped(double[] shares, double factor, List<Part> parts) {
    double[] result = new double[shares.length];
    for (int i = 0; i < result.length; i++) {
      Part part = parts.get(i);
      result[i] = Math.min(part.maximum(), Math.max(part.minimum(), factor * shares[i]));
    }
    return result;
  }

  /**
   * The shares of replayed rows with which all rows have given shares, as far as these can be had:
   * a task whose fresh rows alone are more than its share is not replayed, and the others share
   * what is left as they would.
   *
   * @param shares of all rows; they sum to 1
   * @param fresh rows of each task, by arrivals of all tasks
   * @param ratio replayed rows by arrivals of all tasks
   * @return shares that sum to 1, or all 0 where no task may be replayed
   */
  static double[] replayed(double[] shares, double[] fresh, double ratio) {
    double[] rows = new double[shares.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Math.max(0, shares[i] * (1 + ratio) - fresh[i]);
    }
    return scaled(rows);
  }

  /** The values in the same proportion with a sum of 1, or all 0 where they are. */
  static double[] scaled(double[] values) {
    double sum = sum(values);
    double[] result = new double[values.length];
    for (int i = 0; i < result.length && sum > 0; i++) {
      result[i] = values[i] / sum;
    }
    return result;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
