/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config.option;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written with a unit such as {@code 512 MiB}. */
public record ByteSize(long bytes) implements Serializable, Comparable<ByteSize> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(B|KiB|MiB|GiB|TiB)");

  /** Each is 1,024 of the one before. */
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size must not be negative: " + bytes);
    }
  }

  /** A size in mebibytes. */
  public static ByteSize ofMebibytes(long mebibytes) {
    return new ByteSize(Math.multiplyExact(mebibytes, 1L << 20));
  }

  /** The size that a text such as {@code 512 MiB} gives; empty where it gives none. */
  public static Optional<ByteSize> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long unit = 1L << (10 * UNITS.indexOf(matcher.group(2)));
    long amount = Long.parseLong(matcher.group(1));
    return amount > Long.MAX_VALUE / unit
        ? Optional.empty()
        : Optional.of(new ByteSize(amount * unit));
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The text that {@link #parse} reads, in the largest unit that needs no fraction. */
  @Override
  public String toString() {
    int unit = 0;
    long amount = bytes;
    while (amount > 0 && amount % 1024 == 0 && unit < UNITS.size() - 1) {
      amount /= 1024;
      unit++;
    }
    return amount + " " + UNITS.get(unit);
  }
}
