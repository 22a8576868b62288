/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.search;

/** What is compared; the larger, the closer. */
public enum Closeness {
  /** Dot product. */
  DOT(0),
  /** Euclidean distance, negated. */
  EUCLIDEAN(1),
  /** Sum of the absolute differences, negated. */
  MANHATTAN(2);

  // By which the program knows it.
  private final long code;

  Closeness(long code) {
    this.code = code;
  }

  long code() {
    return code;
  }
}
