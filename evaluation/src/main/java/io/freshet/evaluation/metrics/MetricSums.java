/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sums of values by metric that can be merged in any grouping; means and intervals come from them.
 * Immutable.
 *
 * @param sums by metric name, sorted
 */
public record MetricSums(Map<String, Sum> sums) {
  /** Two-sided 95 % quantile of the normal distribution. */
  private static final double QUANTILE = 1.959963984540054;

  /** Copies the map. */
  public MetricSums {
    sums = Collections.unmodifiableMap(new TreeMap<>(sums));
  }

  /**
   * One metric's sums.
   *
   * @param sum of the values
   * @param squares sum of the squared values
   * @param count number of values
   */
  public record Sum(double sum, double squares, long count) {
    /** The sum of nothing. */
    public static final Sum ZERO = new Sum(0, 0, 0);

    /** Returns this with one value more. */
    public Sum plus(double value) {
      return new Sum(sum + value, squares + value * value, count + 1);
    }

    /** Returns this and the other together. */
    public Sum merge(Sum other) {
      return new Sum(sum + other.sum, squares + other.squares, count + other.count);
    }

    /** Returns the mean, 0 for no values. */
    public double mean() {
      return count == 0 ? 0 : sum / count;
    }

    /** Returns the 95 % interval of the mean, by the normal approximation. */
    public Interval interval() {
      if (count < 2) {
        return new Interval(mean(), mean());
      }
      double variance = Math.max(0, (squares - sum * sum / count) / (count - 1));
      double half = QUANTILE * Math.sqrt(variance / count);
      return new Interval(mean() - half, mean() + half);
    }
  }

  /**
   * An interval of a mean.
   *
   * @param low lower end
   * @param high upper end
   */
  public record Interval(double low, double high) {}

  /** Returns the sums of nothing. */
  public static MetricSums empty() {
    return new MetricSums(Map.of());
  }

  /** Returns the sums over queries, each given as value by metric. */
  public static MetricSums of(Collection<? extends Map<String, Double>> queries) {
    Map<String, Sum> sums = new TreeMap<>();
    for (Map<String, Double> values : queries) {
      values.forEach(
          (name, value) -> sums.put(name, sums.getOrDefault(name, Sum.ZERO).plus(value)));
    }
    return new MetricSums(sums);
  }

  /** Returns this with one query more. */
  public MetricSums plus(Map<String, Double> values) {
    return merge(of(List.of(values)));
  }

  /** Returns this and the other together. */
  public MetricSums merge(MetricSums other) {
    Map<String, Sum> merged = new TreeMap<>(sums);
    other.sums.forEach(
        (name, sum) -> merged.put(name, merged.getOrDefault(name, Sum.ZERO).merge(sum)));
    return new MetricSums(merged);
  }

  /** Returns the names there are values for. */
  public Collection<String> names() {
    return new TreeSet<>(sums.keySet());
  }

  /** Returns one metric's sums, zero where there is no value. */
  public Sum sum(String metric) {
    return sums.getOrDefault(metric, Sum.ZERO);
  }

  /** Returns the number of values of a metric. */
  public long count(String metric) {
    return sum(metric).count();
  }

  /** Returns a metric's mean, 0 where there is no value. */
  public double mean(String metric) {
    return sum(metric).mean();
  }

  /** Returns the 95 % interval of a metric's mean. */
  public Interval interval(String metric) {
    return sum(metric).interval();
  }

  /** Returns the mean by metric. */
  public Map<String, Double> means() {
    Map<String, Double> means = new TreeMap<>();
    sums.forEach((name, sum) -> means.put(name, sum.mean()));
    return means;
  }
}
