/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * A document with its score.
 *
 * @param id of the document
 * @param score the larger, the better; a number, and a float because trec_eval compares floats
 */
public record ScoredDocument(String id, float score) {

  /** trec_eval's order: larger scores first, equal scores by descending id in unsigned bytes. */
  public static final Comparator<ScoredDocument> BEST_FIRST =
      Comparator.comparing(ScoredDocument::score, (a, b) -> Float.compare(b, a))
          .thenComparing(ScoredDocument::id, (a, b) -> compareBytes(b, a));

  /** Refuses scores that have no place in an order. */
  public ScoredDocument {
    if (Float.isNaN(score)) {
      throw new IllegalArgumentException("the score of document " + id + " is not a number");
    }
    // Otherwise the two zeros, which are equal, would have an order.
    score = score + 0.0f;
  }

  private static int compareBytes(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
