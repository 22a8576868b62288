/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.comparison;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The means of resampled differences of two versions: every draw takes the queries that both have a
 * value for anew, with replacement and as pairs. The same seed gives the same means. Immutable.
 */
final class PairedBootstrap {
  private final int queries;
  private final double baselineMean;
  private final double candidateMean;
  private final double[] sortedMeans;

  private PairedBootstrap(
      int queries, double baselineMean, double candidateMean, double[] sortedMeans) {
    this.queries = queries;
    this.baselineMean = baselineMean;
    this.candidateMean = candidateMean;
    this.sortedMeans = sortedMeans;
  }

  /**
   * Resamples.
   *
   * @param baseline value by query id
   * @param candidate value by query id
   */
  static PairedBootstrap of(
      Map<String, Double> baseline, Map<String, Double> candidate, int resamples, long seed) {
    // Sorted, so that the draws do not depend on the order of a map.
    TreeSet<String> common = new TreeSet<>(baseline.keySet());
    common.retainAll(candidate.keySet());
    int n = common.size();
    if (n == 0 || resamples < 1) {
      return new PairedBootstrap(n, 0, 0, new double[0]);
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
    Arrays.sort(means);
    return new PairedBootstrap(n, baselineSum / n, candidateSum / n, means);
  }

  private static double[] resampledMeans(
      double[] differences, int resamples, SplittableRandom random) {
    double[] means = new double[resamples];
    int n = differences.length;
    for (int i = 0; i < resamples; i++) {
      double sum = 0;
      // Two draws from the halves of one number: the draws are what takes the time.
      for (int j = 0; j < n; j += 2) {
        long bits = random.nextLong();
        sum += differences[place(bits >>> 32, n)];
        if (j + 1 < n) {
          sum += differences[place(bits & 0xffff_ffffL, n)];
        }
      }
      means[i] = sum / n;
    }
    return means;
  }

  /** Carries 32 random bits to a place below n, each as likely as another up to n in 2^32. */
  private static int place(long bits, int n) {
    return (int) ((bits * n) >>> 32);
  }

  /** Candidate minus baseline, over the queries as they are. */
  double difference() {
    return candidateMean - baselineMean;
  }

  /** The mean below which a share of the resampled means lies, to the outer side; 0 for none. */
  double quantile(double share) {
    if (sortedMeans.length == 0) {
      return 0;
    }
    double place = share * (sortedMeans.length - 1);
    return sortedMeans[(int) (share < 0.5 ? Math.floor(place) : Math.ceil(place))];
  }

  /** The comparison, with a loss beyond the tolerance counted as one. */
  PairedComparison comparison(double tolerance) {
    if (sortedMeans.length == 0) {
      return new PairedComparison(queries, 0, 0, 0, 0, 0, 0);
    }
    int losses = 0;
    while (losses < sortedMeans.length && sortedMeans[losses] < -tolerance) {
      losses++;
    }
    return new PairedComparison(
        queries,
        baselineMean,
        candidateMean,
        difference(),
        quantile(0.025),
        quantile(0.975),
        (double) losses / sortedMeans.length);
  }
}
