/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Sums of one metric's values by group of queries, which can be merged in any grouping. A query's
 * id says which of {@link #GROUPS} groups it belongs to, so all answers to one query, however often
 * and wherever it was asked, are in one group: between groups values are independent, within one
 * they need not be. What is kept does not grow with the number of values. Immutable.
 */
public final class GroupedSum {
  /** How many groups there are: the interval's width is off by about an eighth by chance. */
  public static final int GROUPS = 32;

  /** The sum of nothing. */
  public static final GroupedSum ZERO = new GroupedSum(new double[GROUPS], new long[GROUPS]);

  /** Two-sided 95 % quantiles of Student's distribution, by degrees of freedom from 1 on. */
  private static final double[] QUANTILES = quantiles();

  // [groups]
  private final double[] sums;
  private final long[] counts;

  private GroupedSum(double[] sums, long[] counts) {
    this.sums = sums;
    this.counts = counts;
  }

  private static double[] quantiles() {
    double[] quantiles = new double[GROUPS];
    for (int freedom = 1; freedom < GROUPS; freedom++) {
      quantiles[freedom] = new TDistribution(freedom).inverseCumulativeProbability(0.975);
    }
    return quantiles;
  }

  /**
   * Returns sums as {@link #sum(int)} and {@link #count(int)} gave them.
   *
   * @param sums [groups]; copied
   * @param counts [groups]; copied
   */
  public static GroupedSum of(double[] sums, long[] counts) {
    if (sums.length != GROUPS || counts.length != GROUPS) {
      throw new IllegalArgumentException("there are " + GROUPS + " groups, not " + sums.length);
    }
    return new GroupedSum(sums.clone(), counts.clone());
  }

  /** Returns which group a query belongs to. */
  static int group(String queryId) {
    // The finaliser of MurmurHash3: ids that differ in their last digit spread too.
    int hash = queryId.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return (hash ^ (hash >>> 16)) & (GROUPS - 1);
  }

  /** Returns this with one value more. */
  public GroupedSum plus(String queryId, double value) {
    GroupedSum more = new GroupedSum(sums.clone(), counts.clone());
    int group = group(queryId);
    more.sums[group] += value;
    more.counts[group]++;
    return more;
  }

  /** Returns this and the other together. */
  public GroupedSum merge(GroupedSum other) {
    GroupedSum merged = new GroupedSum(sums.clone(), counts.clone());
    for (int group = 0; group < GROUPS; group++) {
      merged.sums[group] += other.sums[group];
      merged.counts[group] += other.counts[group];
    }
    return merged;
  }

  /** Returns the sum of a group's values. */
  public double sum(int group) {
    return sums[group];
  }

  /** Returns how many values a group has. */
  public long count(int group) {
    return counts[group];
  }

  /** Returns the sum of all values. */
  public double sum() {
    double sum = 0;
    for (double each : sums) {
      sum += each;
    }
    return sum;
  }

  /** Returns the number of all values. */
  public long count() {
    long count = 0;
    for (long each : counts) {
      count += each;
    }
    return count;
  }

  /** Returns the mean, 0 for no values. */
  public double mean() {
    long count = count();
    return count == 0 ? 0 : sum() / count;
  }

  /**
   * Returns the 95 % interval of the mean over queries that these were drawn from.
   *
   * <p>Its variance is that of a ratio of group totals (Cochran, Sampling Techniques, 6.3), so
   * answers to a query asked again add nothing to what is known. The interval is Wilson's, with as
   * many queries as would give this variance and Student's quantile in place of the normal one, as
   * Korn and Graubard (Survey Methodology 24, 1998) do for samples in clusters: it stays within the
   * bounds, and says something where all values are at one of them.
   *
   * @param least the smallest value that the metric can have
   * @param most the largest
   * @return the whole range where fewer than two groups have values
   */
  public Interval interval(double least, double most) {
    double count = count();
    double squaredCounts = 0;
    for (long each : counts) {
      squaredCounts += (double) each * each;
    }
    // Groups of one size that would be as good as these.
    double groups = count == 0 ? 0 : count * count / squaredCounts;
    if (groups <= 1) {
      return new Interval(least, most);
    }
    double mean = mean();
    double squares = 0;
    for (int group = 0; group < GROUPS; group++) {
      double rest = sums[group] - mean * counts[group];
      squares += rest * rest;
    }
    double range = most - least;
    double variance = groups / (groups - 1) * squares / (count * count) / (range * range);
    double share = (mean - least) / range;
    double spread = share * (1 - share);
    // At a bound there is no variance to see; every group then counts as one query.
    double queries = spread > 0 ? spread / variance : groups;
    double quantile = QUANTILES[Math.max(1, (int) Math.floor(groups) - 1)];
    return wilson(share, queries, quantile, least, range);
  }

  private static Interval wilson(
      double share, double queries, double quantile, double least, double range) {
    if (Double.isInfinite(queries)) {
      double mean = least + share * range;
      return new Interval(mean, mean);
    }
    double square = quantile * quantile / queries;
    double centre = (share + square / 2) / (1 + square);
    double half =
        quantile / (1 + square) * Math.sqrt(share * (1 - share) / queries + square / (4 * queries));
    double low = Math.max(0, Math.min(share, centre - half));
    double high = Math.min(1, Math.max(share, centre + half));
    return new Interval(least + low * range, least + high * range);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupedSum that
        && Arrays.equals(sums, that.sums)
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(sums) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return sum() + " over " + count();
  }
}
