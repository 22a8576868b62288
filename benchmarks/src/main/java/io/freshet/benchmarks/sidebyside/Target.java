/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.sidebyside;

import java.util.Locale;

/**
 * A figure and the bound that it is held to.
 *
 * @param atLeast whether the bound is a lower one
 */
public record Target(String what, double reached, double bound, boolean atLeast) {
  /** A figure that has to reach a bound. */
  public static Target atLeast(String what, double reached, double bound) {
    return new Target(what, reached, bound, true);
  }

  /** A figure that may not pass a bound. */
  public static Target atMost(String what, double reached, double bound) {
    return new Target(what, reached, bound, false);
  }

  /** Whether the bound holds; a figure that is no number holds to none. */
  public boolean met() {
    return atLeast ? reached >= bound : reached <= bound;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-6s %s: %.3f, wanted at %s %.3f",
        met() ? "met" : "MISSED",
        what,
        reached,
        atLeast ? "least" : "most",
        bound);
  }
}
