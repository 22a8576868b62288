/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

/** What similarities and scores are divided by. */
final class Temperatures {
  private Temperatures() {}

  /**
   * Checks a temperature.
   *
   * @param what it is, for the message
   * @throws IllegalArgumentException on one that is not positive and finite
   */
  static void check(String what, double temperature) {
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("the " + what + " must be positive, not " + temperature);
    }
  }
}
