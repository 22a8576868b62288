/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import java.util.List;

/**
 * Tokens that are computed where every side of a batch is padded to its longest text, against those
 * that are there.
 */
record Padding(long padded, long real) {
  static final Padding NONE = new Padding(0, 0);

  /** Adds one side of a batch, by the tokens of its texts. */
  Padding plus(List<Integer> lengths) {
    int longest = lengths.stream().mapToInt(Integer::intValue).max().orElse(0);
    long sum = lengths.stream().mapToLong(Integer::longValue).sum();
    return new Padding(padded + (long) longest * lengths.size(), real + sum);
  }

  /** Padded over real tokens. */
  double ratio() {
    return (double) padded / real;
  }
}
