/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

/** In which precision scores are compared; what is equal there is a tie. */
public enum ScorePrecision {
  /** Single precision, rounded from double: trec_eval 9 and before, and pytrec_eval. */
  FLOAT32,
  /** Double precision: trec_eval 10. */
  FLOAT64;

  /** Returns the score as it is compared; the two zeros become one. */
  public double round(double score) {
    return (this == FLOAT32 ? (float) score : score) + 0.0;
  }
}
