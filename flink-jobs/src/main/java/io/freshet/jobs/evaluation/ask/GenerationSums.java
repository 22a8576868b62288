/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import io.freshet.evaluation.metrics.DistinctQueries;
import io.freshet.evaluation.metrics.MetricSums;
import io.freshet.evaluation.metrics.QueryMetrics;

/**
 * Sums over the queries that one generation answered.
 *
 * @param generation concrete index
 * @param version name of the version that built it
 * @param compared the queries that were asked in the former generation too
 */
public record GenerationSums(
    String generation, String version, MetricSums sums, DistinctQueries compared) {
  /** How many queries were answered. */
  public long queries() {
    return sums.count(QueryMetrics.MRR);
  }

  /** These and more of the same generation. */
  public GenerationSums plus(GenerationSums more) {
    return new GenerationSums(
        generation, version, sums.merge(more.sums), compared.merge(more.compared));
  }

  /** Whether some of the queries were searched exactly too. */
  public boolean sampled() {
    return sums.count(LiveMetrics.SAMPLE) > 0;
  }
}
