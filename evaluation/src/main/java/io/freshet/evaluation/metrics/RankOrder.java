/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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

  /** Compares the ids of two rows. */
  @FunctionalInterface
  public interface IdComparator {
    /** Returns a number below, equal to or above 0, as a comparator does. */
    int compare(int a, int b);
  }

  /**
   * Returns the rows, best first. Sorts by single precision packed with the row into longs, then
   * puts what is equal there in order: fast, and right since rounding keeps the order of doubles.
   *
   * @param scores numbers, by row
   * @param ids compares rows whose scores are tied
   */
  public int[] rank(double[] scores, IdComparator ids) {
    if (isRanked(scores)) {
      return IntStream.range(0, scores.length).toArray();
    }
    long[] keys = new long[scores.length];
    for (int row = 0; row < keys.length; row++) {
      int bits = Float.floatToIntBits((float) ScorePrecision.FLOAT32.round(scores[row]));
      int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
      keys[row] = ((long) ~ascending << 32) | row;
    }
    Arrays.sort(keys);
    int[] rows = new int[keys.length];
    int from = 0;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (int) keys[i];
      if (i + 1 == rows.length || keys[i] >> 32 != keys[i + 1] >> 32) {
        if (i > from) {
          sortTied(rows, from, i + 1, scores, ids);
        }
        from = i + 1;
      }
    }
    return rows;
  }

  /** Runs are mostly written best first; ties still need their order. */
  private boolean isRanked(double[] scores) {
    for (int row = 1; row < scores.length; row++) {
      if (!(precision.round(scores[row - 1]) > precision.round(scores[row]))) {
        return false;
      }
    }
    return true;
  }

  private void sortTied(int[] rows, int from, int to, double[] scores, IdComparator ids) {
    List<Integer> tied = new ArrayList<>();
    for (int i = from; i < to; i++) {
      tied.add(rows[i]);
    }
    tied.sort((a, b) -> compare(a, b, scores, ids));
    for (int i = from; i < to; i++) {
      rows[i] = tied.get(i - from);
    }
  }

  private int compare(int a, int b, double[] scores, IdComparator ids) {
    int byScore = Double.compare(precision.round(scores[b]), precision.round(scores[a]));
    if (byScore != 0) {
      return byScore;
    }
    return switch (ties) {
      case DESCENDING_ID -> ids.compare(b, a);
      case ASCENDING_ID -> ids.compare(a, b);
      case AS_GIVEN -> Integer.compare(a, b);
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
