/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import io.freshet.cli.options.WrongUseException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Holds back what would go faster than a rate: the n-th record is due n intervals after the first.
 * Used by one thread.
 */
final class Pace {
  /** Waits so many nanoseconds. */
  @FunctionalInterface
  interface Waiting {
    void await(long nanos) throws InterruptedException;
  }

  private final double interval;
  private final LongSupplier clock;
  private final Waiting waiting;
  private long start;

  /**
   * Made for tests with a clock of their own.
   *
   * @param interval nanoseconds between records; 0 for no limit
   * @param clock nanoseconds
   */
  Pace(double interval, LongSupplier clock, Waiting waiting) {
    this.interval = interval;
    this.clock = clock;
    this.waiting = waiting;
  }

  /**
   * By a number of records a second; without one as fast as can be.
   *
   * @throws WrongUseException where it is not above 0
   */
  static Pace of(Optional<Double> rate) {
    rate.filter(value -> !(value > 0))
        .ifPresent(
            value -> {
              throw new WrongUseException("--rate must be above 0");
            });
    double interval = rate.map(value -> 1e9 / value).orElse(0.0);
    return new Pace(interval, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  /**
   * Waits until a record is due.
   *
   * @param record its number, from 0
   */
  void await(long record) throws InterruptedException {
    if (interval == 0) {
      return;
    }
    if (record == 0) {
      start = clock.getAsLong();
    }
    long early = (long) (record * interval) - (clock.getAsLong() - start);
    if (early > 0) {
      waiting.await(early);
    }
  }
}
