/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

/**
 * Turns a rate into how many queries are due now. Fractions are carried over, so that the rate
 * holds exactly over time; after a pause at most {@link #BURST_SECONDS} seconds' worth is due at
 * once, so that a job that stood still does not storm the index. Not thread-safe.
 */
final class AskPace {
  static final double BURST_SECONDS = 2;

  private final double perSecond;
  private double credit;
  private long last = Long.MIN_VALUE;

  /**
   * A pace.
   *
   * @param perSecond queries a second
   * @throws IllegalArgumentException unless the rate is positive and finite
   */
  AskPace(double perSecond) {
    if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
      throw new IllegalArgumentException(
          "evaluation.asks-per-second must be positive, but is " + perSecond);
    }
    this.perSecond = perSecond;
  }

  /**
   * Takes what is due since the last call; the first call takes nothing.
   *
   * @param now milliseconds since the epoch; a clock that goes back is taken as standing still
   */
  int due(long now) {
    if (last != Long.MIN_VALUE && now > last) {
      credit += Math.min((now - last) / 1000.0, BURST_SECONDS) * perSecond;
    }
    last = Math.max(last, now);
    int whole = (int) credit;
    credit -= whole;
    return whole;
  }
}
