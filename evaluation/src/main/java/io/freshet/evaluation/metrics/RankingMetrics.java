/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A set of metrics, computed as trec_eval does: documents with a grade of at least 1 are relevant,
 * gains are linear, the ideal ranking holds all judged documents. Immutable and thread-safe.
 */
public final class RankingMetrics {
  /** What is computed unless told otherwise. */
  public static final List<String> DEFAULT =
      List.of(
          "map",
          "recip_rank",
          "mrr_cut_10",
          "Rprec",
          "bpref",
          "P_1",
          "P_5",
          "P_10",
          "recall_1",
          "recall_5",
          "recall_10",
          "recall_20",
          "recall_100",
          "recall_1000",
          "ndcg",
          "ndcg_cut_1",
          "ndcg_cut_3",
          "ndcg_cut_5",
          "ndcg_cut_10",
          "ndcg_cut_20",
          "ndcg_cut_100",
          "map_cut_10",
          "map_cut_100",
          "success_1",
          "success_5",
          "success_10");

  private final List<Metric> metrics;

  private RankingMetrics(List<Metric> metrics) {
    this.metrics = metrics;
  }

  /**
   * Returns the metrics of these names, in this order.
   *
   * @throws IllegalArgumentException if one is not known
   */
  public static RankingMetrics of(List<String> names) {
    return new RankingMetrics(names.stream().distinct().map(Metric::parse).toList());
  }

  /** Returns the usual metrics. */
  public static RankingMetrics usual() {
    return of(DEFAULT);
  }

  /** Returns the names, in order. */
  public List<String> names() {
    return metrics.stream().map(Metric::name).toList();
  }

  /**
   * Returns one query's values by name.
   *
   * @param grades grade by document id; a document that is missing or has a negative grade counts
   *     as not judged
   */
  public Map<String, Double> evaluate(Ranking ranking, Map<String, Integer> grades) {
    return evaluate(ranking.ids(), grades);
  }

  /** Returns one query's values for ids in the order given, best first. */
  public Map<String, Double> evaluate(List<String> rankedIds, Map<String, Integer> grades) {
    JudgedRanking judged = JudgedRanking.of(rankedIds, grades);
    Map<String, Double> values = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      values.put(metric.name(), metric.of(judged));
    }
    return Collections.unmodifiableMap(values);
  }

  /**
   * Returns the values of every judged query; one without an answer has zeros, an answer without
   * judgments is left out.
   *
   * @param run ranking by query id
   * @param judgments grades by document id by query id
   */
  public MetricResults evaluate(
      Map<String, Ranking> run, Map<String, Map<String, Integer>> judgments) {
    Map<String, Map<String, Double>> perQuery = new TreeMap<>();
    for (String query : new TreeSet<>(judgments.keySet())) {
      Ranking ranking = run.getOrDefault(query, new Ranking(query, List.of()));
      perQuery.put(query, evaluate(ranking, judgments.getOrDefault(query, Map.of())));
    }
    return new MetricResults(perQuery);
  }
}
