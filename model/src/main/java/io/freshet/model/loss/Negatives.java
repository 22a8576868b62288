/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

/** Which documents of a sub-batch a query is contrasted with, besides its own positive. */
public enum Negatives {
  /** Its own negatives only. */
  OWN,
  /** Its own negatives and the positives of the other rows. */
  BATCH,
  /** The positives and the negatives of every row. */
  ALL;

  /** The choice as {@code losses.py} knows it: 0, 1 or 2, each reaching further. */
  public int code() {
    return switch (this) {
      case OWN -> 0;
      case BATCH -> 1;
      case ALL -> 2;
    };
  }

  /**
   * The choice of a code.
   *
   * @throws IllegalArgumentException on a number that is no code
   */
  static Negatives of(int code) {
    for (Negatives each : values()) {
      if (each.code() == code) {
        return each;
      }
    }
    throw new IllegalArgumentException("no choice of negatives has the code " + code);
  }
}
