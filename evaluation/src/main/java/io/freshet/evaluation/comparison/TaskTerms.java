/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.comparison;

/**
 * What a candidate must keep to on one task.
 *
 * @param tolerance loss of the mean that does not count as one, at least 0
 * @param minimumQueries judged queries below which nothing is decided, at least 1
 */
public record TaskTerms(double tolerance, int minimumQueries) {
  /** Checks the numbers. */
  public TaskTerms {
    if (!(tolerance >= 0) || minimumQueries < 1) {
      throw new IllegalArgumentException(
          "a tolerance must be at least 0 and a minimum of queries at least 1, not "
              + tolerance
              + " and "
              + minimumQueries);
    }
  }
}
