/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

/**
 * One summand of a task's loss.
 *
 * @param name under which its value is reported
 * @param weight that its value is multiplied by
 */
public record LossTerm(String name, double weight, Loss loss) {

  /**
   * Checks the weight.
   *
   * @throws IllegalArgumentException on a weight that is negative or infinite
   */
  public LossTerm {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("the weight of " + name + " must not be " + weight);
    }
  }

  /** A term named after what it is, of weight 1. */
  public static LossTerm of(Loss loss) {
    return new LossTerm(loss.name(), 1, loss);
  }

  /** The term as a row of {@code terms.py}. */
  public double[] numbers() {
    return loss.numbers().row(weight);
  }
}
