/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what other processes do. */
final class Await {
  private static final Duration POLL = Duration.ofMillis(300);

  private Await() {}

  /** Asks until the answer is yes; what fails meanwhile counts as no. */
  static void until(String what, Duration limit, Callable<Boolean> condition) {
    long end = System.nanoTime() + limit.toNanos();
    Throwable last = new IllegalStateException("never true");
    while (System.nanoTime() < end) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (Exception | AssertionError e) {
        last = e;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    throw new AssertionError("not within " + limit + ": " + what, last);
  }
}
