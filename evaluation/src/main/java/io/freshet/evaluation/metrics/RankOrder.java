/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.Comparator;

/**
 * How scored documents become a ranking.
 *
 * @param precision in which scores are compared
 * @param ties order of documents with equal scores
 */
public record RankOrder(ScorePrecision precision, Ties ties) {
  /** trec_eval 10: doubles, ties by descending id. */
  public static final RankOrder TREC_EVAL =
      new RankOrder(ScorePrecision.FLOAT64, Ties.DESCENDING_ID);

  /** Best first; for a stable sort, since documents tied as given compare as equal. */
  public Comparator<ScoredDocument> comparator() {
    Comparator<ScoredDocument> byScore =
        (a, b) -> Double.compare(precision.round(b.score()), precision.round(a.score()));
    return switch (ties) {
      case DESCENDING_ID -> byScore.thenComparing((a, b) -> compareIds(b.id(), a.id()));
      case ASCENDING_ID -> byScore.thenComparing((a, b) -> compareIds(a.id(), b.id()));
      case AS_GIVEN -> byScore;
    };
  }

  /** Compares ids as the unsigned bytes of their UTF-8, without making those. */
  public static int compareIds(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // UTF-8 keeps the order of code points; UTF-16 has surrogates below U+E000 and up.
        return Character.isSurrogate(x) == Character.isSurrogate(y)
            ? Character.compare(x, y)
            : Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y));
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
