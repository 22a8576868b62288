/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

/**
 * A count whose old items fade: each counts half after a number of arrivals.
 *
 * @param value at {@code at}
 * @param at arrivals of all tasks at which the value was brought up to date
 */
public record DecayedCount(double value, long at) {

  /** Nothing was counted yet. */
  public static final DecayedCount NONE = new DecayedCount(0, 0);

  /** The count after further arrivals. */
  double after(long arrivals, double halfLife) {
    return value * StrictMath.pow(2, (at - arrivals) / halfLife);
  }

  /** One item more. */
  DecayedCount plusOne(long arrivals, double halfLife) {
    return new DecayedCount(after(arrivals, halfLife) + 1, arrivals);
  }

  /** What the count would be had every arrival been counted. */
  static double ofAll(long arrivals, double halfLife) {
    return (1 - StrictMath.pow(2, -arrivals / halfLife)) / (1 - StrictMath.pow(2, -1 / halfLife));
  }
}
