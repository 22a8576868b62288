/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

/** What a grade is worth in a discounted cumulative gain. */
public enum Gain {
  /** The grade itself: trec_eval, BEIR and MTEB. */
  LINEAR,
  /** 1 for every relevant document, whatever its grade: sentence-transformers. */
  BINARY,
  /** 2 to the power of the grade, less 1 (Burges et al. 2005): common where ranking is learnt. */
  EXPONENTIAL;

  /**
   * Returns the gain of a document.
   *
   * @param grade above 0
   * @param relevanceLevel lowest grade of a relevant document
   */
  double of(int grade, int relevanceLevel) {
    return switch (this) {
      case LINEAR -> grade;
      case BINARY -> grade >= relevanceLevel ? 1 : 0;
      case EXPONENTIAL -> Math.pow(2, grade) - 1;
    };
  }
}
