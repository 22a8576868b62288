/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

/** How the learning rate moves after the warm-up. */
public enum Schedule {
  CONSTANT,
  LINEAR,
  COSINE;

  /**
   * Share of the learning rate that an update has: a linear rise over the warm-up, then constant,
   * or down to zero at the total along a line or half a cosine.
   *
   * @param update counted from 0
   */
  public double factor(long update, int warmupSteps, long totalSteps) {
    if (update < warmupSteps) {
      return (update + 1.0) / warmupSteps;
    }
    double left =
        Math.max(0.0, (double) (totalSteps - update)) / Math.max(1, totalSteps - warmupSteps);
    return switch (this) {
      case CONSTANT -> 1.0;
      case LINEAR -> left;
      case COSINE -> 0.5 * (1 + Math.cos(Math.PI * (1 - left)));
    };
  }
}
