/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.comparison;

import java.util.Map;

/**
 * Two versions compared on the queries that both have a value for.
 *
 * @param queries number of those
 * @param baselineMean mean of the version in service
 * @param candidateMean mean of the version that wants to be
 * @param difference candidate minus baseline
 * @param low lower end of the 95 % interval of the difference
 * @param high upper end of it
 * @param lossProbability share of the resamples whose difference is below minus the tolerance
 */
public record PairedComparison(
    int queries,
    double baselineMean,
    double candidateMean,
    double difference,
    double low,
    double high,
    double lossProbability) {

  /** Enough for an interval whose ends move by less than a hundredth of its width. */
  public static final int RESAMPLES = 10_000;

  /**
   * Compares by a paired bootstrap over queries; the same seed gives the same numbers.
   *
   * @param baseline value by query id
   * @param candidate value by query id
   * @param tolerance loss of the mean that does not count as one, at least 0
   */
  public static PairedComparison of(
      Map<String, Double> baseline,
      Map<String, Double> candidate,
      double tolerance,
      int resamples,
      long seed) {
    return PairedBootstrap.of(baseline, candidate, resamples, seed).comparison(tolerance);
  }
}
