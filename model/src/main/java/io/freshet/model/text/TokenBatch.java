/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.text;

/**
 * Token ids of several texts, padded to one length. Not to be changed by anyone.
 *
 * @param ids row-major [rows, length]
 * @param mask 1 where a token stands, 0 where padding does, row-major [rows, length]
 * @param rows number of texts
 * @param length tokens a row
 */
@SuppressWarnings("ArrayRecordComponent")
public record TokenBatch(long[] ids, long[] mask, int rows, int length) {
  /** Checks that the arrays have rows times length elements. */
  public TokenBatch {
    if (ids.length != rows * length || mask.length != ids.length) {
      throw new IllegalArgumentException(
          "%d rows of %d tokens do not match %d ids and %d mask values"
              .formatted(rows, length, ids.length, mask.length));
    }
  }
}
