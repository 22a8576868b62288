/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

/** Over which judged queries a mean is taken; a query that is left out has no value at all. */
public enum Averaging {
  /** All judged queries, those without an answer as zeros: trec_eval with {@code -c}. */
  JUDGED,
  /** Judged queries with an answer: trec_eval without {@code -c}, pytrec_eval and MTEB. */
  ANSWERED,
  /** Judged queries with a relevant document: sentence-transformers drops the others. */
  RELEVANT,
  /**
   * BEIR's two denominators: all judged queries for its own metrics (MRR, success, capped recall),
   * and those with an answer for the metrics that it takes from pytrec_eval.
   */
  BEIR;

  /** Tells whether a judged query counts in the mean of a kind of metric. */
  boolean counts(Metric.Kind kind, boolean answered, boolean hasRelevant) {
    return switch (this) {
      case JUDGED -> true;
      case ANSWERED -> answered;
      case RELEVANT -> hasRelevant;
      case BEIR -> answered || kind.beirsOwn();
    };
  }
}
