/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Spreads records over time: after so many, a pause that makes the rate. One thread takes part, any
 * thread may {@link #wakeUp} it.
 */
final class Pace {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final Semaphore wakeUps = new Semaphore(0);
  private long next = System.nanoTime();

  /**
   * A pace.
   *
   * @param perSecond records a second at most; 0 for no limit
   */
  Pace(double perSecond) {
    this.perSecond = perSecond;
  }

  /** Waits until more may be taken; returns false where it was woken up before. */
  boolean await() throws InterruptedException {
    long pause = next - System.nanoTime();
    return perSecond == 0 || pause <= 0 || !wakeUps.tryAcquire(pause, TimeUnit.NANOSECONDS);
  }

  /** Takes records into account. */
  void took(int records) {
    if (perSecond > 0) {
      next = Math.max(next, System.nanoTime()) + (long) (records / perSecond * NANOS);
    }
  }

  /** Ends a wait that is under way, or the next one. */
  void wakeUp() {
    wakeUps.release();
  }
}
