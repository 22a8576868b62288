/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.registry;

import java.util.Comparator;

/** Names of versions, {@code <step>-<digest8>}, by step; other names after them. */
enum VersionOrder implements Comparator<String> {
  INSTANCE;

  private static final int DIGITS = 18;

  @Override
  public int compare(String left, String right) {
    int bySteps = Long.compare(step(left), step(right));
    return bySteps != 0 ? bySteps : left.compareTo(right);
  }

  private static long step(String name) {
    int dash = name.indexOf('-');
    if (dash < 1
        || dash > DIGITS
        || !name.chars().limit(dash).allMatch(c -> c >= '0' && c <= '9')) {
      return Long.MAX_VALUE;
    }
    return Long.parseLong(name.substring(0, dash));
  }
}
