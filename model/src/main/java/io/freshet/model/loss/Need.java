/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

/**
 * What a row must bring for a loss to say anything, and by that the pass that its texts go through.
 */
public enum Need {
  /** A query and its document; both are embedded. */
  PAIR("a query and its document"),
  /** A pair and a number that grades it. */
  GRADE("a pair and its grade"),
  /** A pair, and a teacher's score of the document and of every negative. */
  TEACHER("a teacher's scores of a document and of negatives"),
  /** A text alone, embedded twice under different dropout: the second time it is its document. */
  VIEWS("a text alone, seen twice"),
  /** A text alone, embedded; what else a row brings is embedded beside it. */
  TEXT("a text alone"),
  /** A text alone, and the embedding that a frozen earlier version gives it. */
  PREVIOUS("a text alone, and an earlier version"),
  /** A text alone whose tokens are predicted; nothing is embedded. */
  TOKENS("a text alone, whose tokens are predicted");

  private final String words;

  Need(String words) {
    this.words = words;
  }

  /** What is needed, in words. */
  public String words() {
    return words;
  }

  /** Whether rows go another way than pairs do, as texts without documents. */
  public boolean onTexts() {
    return this == VIEWS || this == TOKENS;
  }

  /** Whether a task may have a loss of this need and another one of the other. */
  public boolean goesWith(Need other) {
    if (this == TOKENS || other == TOKENS) {
      return false;
    }
    return this == VIEWS ? other.onEmbeddedTexts() : other != VIEWS || onEmbeddedTexts();
  }

  private boolean onEmbeddedTexts() {
    return this == VIEWS || this == TEXT || this == PREVIOUS;
  }
}
