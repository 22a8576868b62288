/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

/** How many documents an encoder does in a time, learnt from those before. Not thread-safe. */
final class EncodingPace {
  private static final double WEIGHT_OF_NEWEST = 0.3;

  private double nanosEach;

  /** So many documents, 1 at least, have been encoded in so many nanoseconds. */
  void took(int documents, long nanos) {
    double each = (double) nanos / documents;
    nanosEach = nanosEach == 0 ? each : nanosEach + WEIGHT_OF_NEWEST * (each - nanosEach);
  }

  /**
   * How many are likely to be encoded in a time, 1 at least.
   *
   * @param most so many at most, and where nothing is known yet
   */
  int documentsWithin(long nanos, int most) {
    return nanosEach == 0 ? most : (int) Math.max(1, Math.min(most, nanos / nanosEach));
  }
}
