/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import io.freshet.evaluation.metrics.MetricResults;

/**
 * How well one kind of query vectors finds documents in one index.
 *
 * @param metrics of every judged query: {@link DriftReports#METRICS}
 * @param overlap mean share of the ten documents of a fully encoded index that are among the ten
 *     found
 */
public record SearchScore(MetricResults metrics, double overlap) {

  /** Mean of a metric. */
  public double mean(String metric) {
    return metrics.means().getOrDefault(metric, 0.0);
  }

  /** Share of what another search reaches in nDCG@10; 0 where that reaches nothing. */
  public double kept(SearchScore whole) {
    double best = whole.mean(DriftReports.NDCG);
    return best > 0 ? mean(DriftReports.NDCG) / best : 0;
  }
}
