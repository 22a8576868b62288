/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

/**
 * A document with its score.
 *
 * @param id of the document
 * @param score the larger, the better; a number
 */
public record ScoredDocument(String id, double score) {

  /** Refuses scores that have no place in an order. */
  public ScoredDocument {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("the score of document " + id + " is not a number");
    }
    // Otherwise the two zeros, which are equal, would have an order.
    score = score + 0.0;
  }
}
