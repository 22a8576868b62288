/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.drift;

/**
 * The Page-Hinkley test for a fall of the mean, in the form of Gama and others, "A survey on
 * concept drift adaptation" (2014): with {@code x_t} the values and {@code a_t} the mean of those
 * up to t,
 *
 * <pre>
 * m_t = sum over s up to t of (x_s - a_s + delta)
 * fall where max over s up to t of m_s, less m_t, exceeds lambda
 * </pre>
 *
 * <p>The fall began after the value at which the maximum stood. Immutable; everything needed to go
 * on stands in the components.
 *
 * @param delta change per value that is not counted
 * @param lambda how much must add up; larger means fewer false alarms and later ones
 * @param count values so far
 * @param mean of all values so far
 * @param sum {@code m_t}
 * @param highest the maximum of {@code m_s}
 * @param before mean of the values up to that maximum
 * @param since time of the first value after it
 * @param countSince number of values after it
 * @param sumSince sum of them
 */
public record PageHinkley(
    double delta,
    double lambda,
    long count,
    double mean,
    double sum,
    double highest,
    double before,
    long since,
    long countSince,
    double sumSince) {

  /**
   * A test that has seen nothing.
   *
   * @throws IllegalArgumentException unless delta is at least 0 and lambda above 0
   */
  public static PageHinkley start(double delta, double lambda) {
    if (!(delta >= 0) || !(lambda > 0)) {
      throw new IllegalArgumentException(
          "delta must be at least 0 and lambda above 0, not " + delta + " and " + lambda);
    }
    return new PageHinkley(delta, lambda, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /**
   * The test after one more value.
   *
   * @param time when the value was measured
   */
  public PageHinkley plus(double value, long time) {
    long more = count + 1;
    double newMean = mean + (value - mean) / more;
    double newSum = sum + value - newMean + delta;
    if (newSum >= highest) {
      return new PageHinkley(delta, lambda, more, newMean, newSum, newSum, newMean, 0, 0, 0);
    }
    return new PageHinkley(
        delta,
        lambda,
        more,
        newMean,
        newSum,
        highest,
        before,
        countSince == 0 ? time : since,
        countSince + 1,
        sumSince + value);
  }

  /** Whether the mean has fallen. */
  public boolean fell() {
    return highest - sum > lambda;
  }

  /** Mean of the values since the fall began; that of all values where none did. */
  public double after() {
    return countSince == 0 ? mean : sumSince / countSince;
  }
}
