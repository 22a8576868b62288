/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.registry;

import java.util.Comparator;
import java.util.OptionalLong;

/** Names of versions, {@code <step>-<digest8>}, by step; other names after them. */
public enum VersionOrder implements Comparator<String> {
  /** The only one. */
  INSTANCE;

  private static final int DIGITS = 18;

  @Override
  public int compare(String left, String right) {
    int bySteps =
        Long.compare(step(left).orElse(Long.MAX_VALUE), step(right).orElse(Long.MAX_VALUE));
    return bySteps != 0 ? bySteps : left.compareTo(right);
  }

  /** The step in a version's name; empty where the name is none. */
  public static OptionalLong step(String name) {
    int dash = name.indexOf('-');
    if (dash < 1
        || dash > DIGITS
        || !name.chars().limit(dash).allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(name.substring(0, dash)));
  }
}
