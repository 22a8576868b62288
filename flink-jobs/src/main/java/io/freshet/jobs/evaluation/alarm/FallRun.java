/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.alarm;

/**
 * Windows in a row in which a generation lost to the former one.
 *
 * @param windows how many, none overlapping
 * @param since start of the first
 * @param end of the last
 * @param told whether the fall was reported
 */
record FallRun(String generation, int windows, long since, long end, boolean told) {
  static FallRun none(String generation) {
    return new FallRun(generation, 0, 0, Long.MIN_VALUE, false);
  }

  FallRun plus(long windowStart, long windowEnd) {
    return new FallRun(
        generation, windows + 1, windows == 0 ? windowStart : since, windowEnd, told);
  }

  FallRun reported() {
    return new FallRun(generation, windows, since, end, true);
  }
}
