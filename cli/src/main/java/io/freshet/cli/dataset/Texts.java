/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;

/** What several tasks do with texts. */
final class Texts {
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  private Texts() {}

  /** Two texts that differ only in case, punctuation and spaces have the same normal form. */
  static String normal(String text) {
    return NO_WORD.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
  }

  static int words(String text) {
    String normal = normal(text);
    return normal.isEmpty() ? 0 : normal.split(" ").length;
  }

  /** Always the same order for the same content and seed. */
  static <T> List<T> shuffled(Collection<T> values, long seed) {
    List<T> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled;
  }

  static <T> List<T> first(List<T> values, int count) {
    return List.copyOf(values.subList(0, Math.min(count, values.size())));
  }
}
