/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

/**
 * The share of the last seconds in which something was under way; the longer ago, the less a moment
 * counts. Not thread-safe.
 */
final class BusyShare {
  /** What was this long ago counts a third of what is now. */
  private static final double MEMORY_NANOS = 5e9;

  private double share;
  private boolean busy;
  private long at;

  /** Nothing was under way until now. */
  BusyShare(long nanos) {
    this.at = nanos;
  }

  /** From now on something is under way, or nothing is. */
  void turn(long nanos, boolean nowBusy) {
    share = at(nanos);
    at = nanos;
    busy = nowBusy;
  }

  /** The share by now, 0 to 1. */
  double at(long nanos) {
    double kept = Math.exp((at - nanos) / MEMORY_NANOS);
    return share * kept + (busy ? 1 - kept : 0);
  }
}
