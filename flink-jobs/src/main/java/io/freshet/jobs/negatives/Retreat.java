/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Keeps from asking what does not answer: after a failure nothing is asked for a while, which
 * doubles with every failure in a row up to {@link #LONGEST}. Not thread-safe.
 */
final class Retreat {
  /** The pause after a first failure. */
  static final Duration FIRST = Duration.ofSeconds(1);

  /** The longest pause, and so the longest until a return is noticed. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  private final InstantSource clock;
  private long until = Long.MIN_VALUE;
  private Duration next = FIRST;

  Retreat(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether the pause after the last failure still lasts. */
  boolean lasts() {
    return clock.millis() < until;
  }

  /** Whether nothing has failed since the last success. */
  boolean isOver() {
    return next.equals(FIRST);
  }

  /** Starts a pause. */
  void failed() {
    until = clock.millis() + next.toMillis();
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }

  /** Ends all pauses. */
  void succeeded() {
    until = Long.MIN_VALUE;
    next = FIRST;
  }
}
