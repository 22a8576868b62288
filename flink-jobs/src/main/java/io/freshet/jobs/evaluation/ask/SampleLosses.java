/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import io.freshet.connectors.records.Judgment;
import io.freshet.evaluation.metrics.QueryMetrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one query's nDCG@10 loses, and to what: see {@link LiveMetrics}. A query of which no
 * relevant document is there is not held against the model.
 */
final class SampleLosses {
  private SampleLosses() {}

  /**
   * Splits the loss.
   *
   * @param found what the graph search found, best first
   * @param exact what exact search found, best first
   * @param present ids of the judged documents that stand in the index
   */
  static Map<String, Double> of(
      Judgment judgment, List<String> found, List<String> exact, Set<String> present) {
    Map<String, Integer> there = new HashMap<>(judgment.relevant());
    there.keySet().retainAll(present);
    double possible = there.values().stream().anyMatch(grade -> grade > 0) ? ndcg(exact, there) : 1;
    double exactly = ndcg(exact, judgment.relevant());
    double graph = ndcg(found, judgment.relevant());
    return Map.of(
        LiveMetrics.SAMPLE, graph,
        LiveMetrics.LOSS_MODEL, 1 - possible,
        LiveMetrics.LOSS_MISSING, possible - exactly,
        LiveMetrics.LOSS_GRAPH, exactly - graph);
  }

  static double ndcg(List<String> ranked, Map<String, Integer> grades) {
    return QueryMetrics.of(ranked, grades).getOrDefault(QueryMetrics.NDCG_10, 0.0);
  }
}
