/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

import java.util.stream.IntStream;

/**
 * Token ids of several texts, padded to one length on the right: tokens that look back only never
 * see padding, and the programs rely on it. Not to be changed by anyone.
 *
 * @param ids row-major [rows, length]
 * @param mask 1 where a token stands, 0 where padding does, row-major [rows, length]
 * @param rows number of texts
 * @param length tokens a row
 */
@SuppressWarnings("ArrayRecordComponent")
public record TokenBatch(long[] ids, long[] mask, int rows, int length) {
  /**
   * Checks that the arrays have rows times length elements, and that padding stands on the right.
   *
   * @throws IllegalArgumentException where not
   */
  public TokenBatch {
    if (ids.length != rows * length || mask.length != ids.length) {
      throw new IllegalArgumentException(
          "%d rows of %d tokens do not match %d ids and %d mask values"
              .formatted(rows, length, ids.length, mask.length));
    }
    for (int i = 0; i < mask.length; i++) {
      boolean first = i % length == 0;
      if (mask[i] != 0 && (mask[i] != 1 || (!first && mask[i - 1] == 0))) {
        throw new IllegalArgumentException(
            "row %d: the mask must be 1 for each token, then 0 for padding on the right"
                .formatted(i / length));
      }
    }
  }

  /** Tokens of a row, padding left out. */
  public int tokens(int row) {
    int tokens = 0;
    while (tokens < length && mask[row * length + tokens] == 1) {
      tokens++;
    }
    return tokens;
  }

  /**
   * Some of the rows, padded to the longest of them.
   *
   * @param from the first
   * @param to behind the last
   */
  public TokenBatch rows(int from, int to) {
    int longest = IntStream.range(from, to).map(this::tokens).max().orElse(0);
    long[] someIds = new long[(to - from) * longest];
    long[] someMask = new long[someIds.length];
    for (int row = from; row < to; row++) {
      System.arraycopy(ids, row * length, someIds, (row - from) * longest, longest);
      System.arraycopy(mask, row * length, someMask, (row - from) * longest, longest);
    }
    return new TokenBatch(someIds, someMask, to - from, longest);
  }
}
