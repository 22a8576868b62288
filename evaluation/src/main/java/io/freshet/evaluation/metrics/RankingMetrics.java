/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A set of metrics under one set of definitions, trec_eval's unless told otherwise: documents with
 * a grade of at least 1 are relevant, gains are linear, the ideal ranking holds all judged
 * documents, unanswered queries are zeros. Immutable and thread-safe.
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
  private final List<String> names;
  private final Definitions definitions;

  private RankingMetrics(List<Metric> metrics, Definitions definitions) {
    this.metrics = metrics;
    this.names = metrics.stream().map(Metric::name).toList();
    this.definitions = definitions;
  }

  /**
   * Returns the metrics of these names, in this order, as trec_eval defines them.
   *
   * @throws IllegalArgumentException if one is not known
   */
  public static RankingMetrics of(List<String> names) {
    return new RankingMetrics(
        names.stream().distinct().map(Metric::parse).toList(), Definitions.TREC_EVAL);
  }

  /** Returns the usual metrics, as trec_eval defines them. */
  public static RankingMetrics usual() {
    return of(DEFAULT);
  }

  /** Returns the same metrics under other definitions. */
  public RankingMetrics with(Definitions others) {
    return new RankingMetrics(metrics, others);
  }

  /** Returns the names, in order. */
  public List<String> names() {
    return names;
  }

  /** Returns what the metrics are computed by. */
  public Definitions definitions() {
    return definitions;
  }

  /**
   * Returns one query's values by name.
   *
   * @param grades grade by document id; a document that is missing or has a negative grade counts
   *     as not judged
   */
  public Map<String, Double> evaluate(Ranking ranking, Map<String, Integer> grades) {
    return values(JudgedRanking.of(ranking, grades, definitions), metric -> true);
  }

  /** Returns one query's values for ids in the order given, best first. */
  public Map<String, Double> evaluate(List<String> rankedIds, Map<String, Integer> grades) {
    return values(
        JudgedRanking.of(rankedIds, grades, definitions.relevanceLevel()), metric -> true);
  }

  /**
   * Returns one judged query's values, without those for which it does not count.
   *
   * @param ranked grades by rank, best first, negative for what nobody judged
   * @param judged all grades of the query, in any order
   * @param answered whether the run answers the query at all
   */
  public Map<String, Double> evaluate(int[] ranked, int[] judged, boolean answered) {
    return counted(new JudgedRanking(ranked, judged, definitions.relevanceLevel()), answered);
  }

  /**
   * Returns the values of every judged query that counts; an answer without judgments is left out.
   *
   * @param run ranking by query id
   * @param judgments grades by document id by query id
   */
  public MetricResults evaluate(
      Map<String, Ranking> run, Map<String, Map<String, Integer>> judgments) {
    Map<String, Map<String, Double>> perQuery = new TreeMap<>();
    judgments.forEach(
        (query, grades) -> {
          Ranking ranking = run.get(query);
          JudgedRanking judged =
              ranking == null
                  ? JudgedRanking.of(List.of(), grades, definitions.relevanceLevel())
                  : JudgedRanking.of(ranking, grades, definitions);
          Map<String, Double> values = counted(judged, ranking != null);
          if (!values.isEmpty()) {
            perQuery.put(query, values);
          }
        });
    return new MetricResults(perQuery);
  }

  private Map<String, Double> counted(JudgedRanking judged, boolean answered) {
    return values(
        judged,
        metric -> definitions.averaging().counts(metric.kind(), answered, judged.hasRelevant()));
  }

  private Map<String, Double> values(JudgedRanking judged, Predicate<Metric> counts) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 0; i < metrics.size(); i++) {
      Metric metric = metrics.get(i);
      if (counts.test(metric)) {
        values.put(names.get(i), metric.of(judged, definitions));
      }
    }
    return Collections.unmodifiableMap(values);
  }
}
