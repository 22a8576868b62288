/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import java.util.Optional;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;

/**
 * The text of a query where Flink wants an {@code ARRAY<FLOAT>}. {@code VECTOR_SEARCH} takes
 * vectors alone, yet which version has to encode a query for an alias is known only when the alias
 * is resolved, by the table that is searched. So the text travels: a mark that no vector has, and
 * then a number for each of its characters, which single precision holds exactly. Stateless.
 */
public final class QueryText {
  /** No number, and with bits of its own: a model gives the canonical one where it fails. */
  private static final int MARK = 0x7fe5e700;

  private QueryText() {}

  /** The text as numbers, one more than it has characters. */
  public static ArrayData carrying(String text) {
    float[] numbers = new float[text.length() + 1];
    numbers[0] = Float.intBitsToFloat(MARK);
    for (int i = 0; i < text.length(); i++) {
      numbers[i + 1] = text.charAt(i);
    }
    return new GenericArrayData(numbers);
  }

  /** The text that {@link #carrying} put into numbers; empty where they are a vector. */
  public static Optional<String> of(ArrayData numbers) {
    if (numbers.size() == 0
        || numbers.isNullAt(0)
        || Float.floatToRawIntBits(numbers.getFloat(0)) != MARK) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder(numbers.size() - 1);
    for (int i = 1; i < numbers.size(); i++) {
      text.append((char) numbers.getFloat(i));
    }
    return Optional.of(text.toString());
  }
}
