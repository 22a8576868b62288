/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.sidebyside;

import java.util.List;

/**
 * The median of a sample with the interval between two of its values that holds the true median
 * with a known probability, whatever the distribution.
 *
 * @param confidence probability, at least 0.95 where the sample is large enough for it
 */
public record MedianInterval(double median, double low, double high, double confidence) {

  /** Of values in any order, at least one. */
  public static MedianInterval of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int n = sorted.size();
    double median = (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    // Below the k-th smallest lie binomially many of n fair coins: widen until both tails fit.
    int outside = 0;
    double tail = 0;
    double term = Math.pow(0.5, n);
    double confidence = 1 - 2 * term;
    while (outside < (n - 1) / 2) {
      tail += term;
      double next = term * (n - outside) / (outside + 1);
      if (1 - 2 * (tail + next) < 0.95) {
        break;
      }
      term = next;
      outside++;
      confidence = 1 - 2 * (tail + term);
    }
    return new MedianInterval(median, sorted.get(outside), sorted.get(n - 1 - outside), confidence);
  }
}
