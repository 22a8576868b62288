/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Spreads records over time: after so many, a pause that makes the rate. One thread takes part, any
 * thread may {@link #set} the rate and {@link #wakeUp} the other.
 */
final class Pace {
  private static final double NANOS = 1e9;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Semaphore wakeUps = new Semaphore(0);
  private volatile double perSecond;
  private volatile boolean changed;
  private long next = System.nanoTime();

  /**
   * A pace.
   *
   * @param perSecond records a second at most; 0 for a pause, infinite for no limit
   */
  Pace(double perSecond) {
    this.perSecond = perSecond;
  }

  /** Another rate from now on; a wait for the former one ends. */
  void set(double rate) {
    if (rate != perSecond) {
      perSecond = rate;
      changed = true;
      wakeUp();
    }
  }

  /** Waits until more may be taken; returns false where nothing may be taken yet. */
  boolean await() throws InterruptedException {
    if (changed) {
      changed = false;
      next = System.nanoTime();
    }
    boolean paused = perSecond == 0;
    long wait = paused ? PAUSE_NANOS : next - System.nanoTime();
    return wait <= 0 || (!wakeUps.tryAcquire(wait, TimeUnit.NANOSECONDS) && !paused);
  }

  /** Takes records into account. */
  void took(int records) {
    double rate = perSecond;
    if (rate > 0) {
      next = Math.max(next, System.nanoTime()) + (long) (records / rate * NANOS);
    }
  }

  /** Ends a wait that is under way, or the next one. */
  void wakeUp() {
    wakeUps.release();
  }
}
