/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the key that a mistyped one may have meant. */
public final class NearestKey {
  private NearestKey() {}

  /** The known key with the fewest edits to the given one. */
  public static Optional<String> of(String key, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.<String>comparingInt(candidate -> distance(key, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Levenshtein's distance, by rows. */
  public static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int above = row[j];
        int substitution = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitution, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[to.length()];
  }
}
