/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The three metrics of live evaluation. Stateless. */
public final class QueryMetrics {
  /** Reciprocal rank of the first relevant document among those given. */
  public static final String MRR = "mrr";

  /** Share of the relevant documents that stand among the first ten. */
  public static final String RECALL_10 = "recall_10";

  /** Normalised discounted cumulative gain of the first ten. */
  public static final String NDCG_10 = "ndcg_cut_10";

  private QueryMetrics() {}

  /**
   * Returns one query's values, ranks taken as given.
   *
   * @param rankedIds document ids, best first
   * @param grades grade by document id
   */
  public static Map<String, Double> of(List<String> rankedIds, Map<String, Integer> grades) {
    JudgedRanking judged = JudgedRanking.of(rankedIds, grades, 1);
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(MRR, judged.reciprocalRank(Integer.MAX_VALUE));
    values.put(RECALL_10, judged.recall(10));
    values.put(NDCG_10, judged.ndcg(10, Gain.LINEAR));
    return Collections.unmodifiableMap(values);
  }
}
