/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sums of values by metric that can be merged in any grouping; means and intervals come from them.
 * Immutable.
 *
 * @param sums by metric name, sorted
 */
public record MetricSums(Map<String, GroupedSum> sums) {
  private static final MetricSums EMPTY = new MetricSums(Map.of());

  /** Copies the map. */
  public MetricSums {
    sums = Collections.unmodifiableMap(new TreeMap<>(sums));
  }

  /** Returns the sums of nothing. */
  public static MetricSums empty() {
    return EMPTY;
  }

  /** Returns the sums over queries, each given by its id as value by metric. */
  public static MetricSums of(Map<String, ? extends Map<String, Double>> queries) {
    Map<String, double[]> sums = new TreeMap<>();
    Map<String, long[]> counts = new TreeMap<>();
    queries.forEach(
        (query, values) -> {
          int group = GroupedSum.group(query);
          values.forEach(
              (name, value) -> {
                sums.computeIfAbsent(name, any -> new double[GroupedSum.GROUPS])[group] += value;
                counts.computeIfAbsent(name, any -> new long[GroupedSum.GROUPS])[group]++;
              });
        });
    Map<String, GroupedSum> grouped = new TreeMap<>();
    sums.forEach(
        (name, ofMetric) ->
            grouped.put(
                name,
                GroupedSum.of(ofMetric, counts.getOrDefault(name, new long[GroupedSum.GROUPS]))));
    return new MetricSums(grouped);
  }

  /** Returns this with one answer more to a query. */
  public MetricSums plus(String queryId, Map<String, Double> values) {
    return merge(of(Map.of(queryId, values)));
  }

  /** Returns this and the other together. */
  public MetricSums merge(MetricSums other) {
    Map<String, GroupedSum> merged = new TreeMap<>(sums);
    other.sums.forEach((name, sum) -> merged.merge(name, sum, GroupedSum::merge));
    return new MetricSums(merged);
  }

  /** Returns the names there are values for. */
  public Collection<String> names() {
    return new TreeSet<>(sums.keySet());
  }

  /** Returns one metric's sums, zero where there is no value. */
  public GroupedSum sum(String metric) {
    return sums.getOrDefault(metric, GroupedSum.ZERO);
  }

  /** Returns the number of values of a metric. */
  public long count(String metric) {
    return sum(metric).count();
  }

  /** Returns a metric's mean, 0 where there is no value. */
  public double mean(String metric) {
    return sum(metric).mean();
  }

  /** Returns the 95 % interval of the mean of a metric that lies between 0 and 1. */
  public Interval interval(String metric) {
    return sum(metric).interval(0, 1);
  }

  /** Returns the mean by metric. */
  public Map<String, Double> means() {
    Map<String, Double> means = new TreeMap<>();
    sums.forEach((name, sum) -> means.put(name, sum.mean()));
    return means;
  }
}
