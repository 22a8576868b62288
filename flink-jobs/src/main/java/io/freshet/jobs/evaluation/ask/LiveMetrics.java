/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import java.util.Set;

/**
 * Names of the values that windows hold beside the ranking metrics. The losses are of nDCG@10 and
 * add up: {@code 1 - nDCG of the graph search = model + missing + graph}, query by query.
 */
public final class LiveMetrics {
  /** nDCG@10 over the sample. */
  public static final String SAMPLE = "sample";

  /** What exact search loses on the judged documents that are there. */
  public static final String LOSS_MODEL = "loss_model";

  /** What is lost for judged documents that are not in the index. */
  public static final String LOSS_MISSING = "loss_missing";

  /** What the graph search loses against exact search. */
  public static final String LOSS_GRAPH = "loss_graph";

  /** nDCG@10 of the former generation on the queries asked in both. */
  public static final String FORMER = "former";

  /** nDCG@10 less that of the former generation, query by query. */
  public static final String GAIN = "gain";

  private static final Set<String> SIGNED = Set.of(LOSS_MISSING, LOSS_GRAPH, GAIN);

  private LiveMetrics() {}

  /** The smallest value that one query can have; the largest is 1 for all. */
  public static double least(String metric) {
    return SIGNED.contains(metric) ? -1 : 0;
  }
}
