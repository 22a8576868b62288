/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.comparison;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

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
    // Sorted, so that the draws do not depend on the order of a map.
    TreeSet<String> common = new TreeSet<>(baseline.keySet());
    common.retainAll(candidate.keySet());
    int n = common.size();
    if (n == 0 || resamples < 1) {
      return new PairedComparison(n, 0, 0, 0, 0, 0, 0);
    }
    double[] differences = new double[n];
    double baselineSum = 0;
    double candidateSum = 0;
    int next = 0;
    for (String query : common) {
      double before = baseline.getOrDefault(query, 0.0);
      double after = candidate.getOrDefault(query, 0.0);
      baselineSum += before;
      candidateSum += after;
      differences[next++] = after - before;
    }
    double[] means = resampledMeans(differences, resamples, new SplittableRandom(seed));
    int losses = 0;
    for (double mean : means) {
      if (mean < -tolerance) {
        losses++;
      }
    }
    Arrays.sort(means);
    return new PairedComparison(
        n,
        baselineSum / n,
        candidateSum / n,
        (candidateSum - baselineSum) / n,
        means[(int) Math.floor(0.025 * (resamples - 1))],
        means[(int) Math.ceil(0.975 * (resamples - 1))],
        (double) losses / resamples);
  }

  private static double[] resampledMeans(
      double[] differences, int resamples, SplittableRandom random) {
    double[] means = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      double sum = 0;
      for (int j = 0; j < differences.length; j++) {
        sum += differences[random.nextInt(differences.length)];
      }
      means[i] = sum / differences.length;
    }
    return means;
  }
}
