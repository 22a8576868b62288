/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

/** Java files with a method, two overloads, an override, parameters and an option each. */
final class TinySources {
  private static final String[] VERBS = {
    "Opens", "Closes", "Reads", "Writes", "Counts", "Merges", "Splits", "Sorts", "Sends", "Drops"
  };
  private static final String[] THINGS = {
    "segments", "records", "buckets", "leases", "offsets", "tokens"
  };

  private TinySources() {}

  static String type(int number) {
    String verb = VERBS[number % VERBS.length];
    String thing = THINGS[number / VERBS.length % THINGS.length];
    return """
    package org.example.p%1$d;

    public class Type%2$d extends Type%3$d {
      public static final ConfigOption<Integer> LIMIT =
          key("%4$s.%5$s.limit").intType().withDescription(
              "The most %5$s that type %2$d %4$s in one go before it rests a while.");

      /**
       * %4$s all the %5$s of number %2$d in order.
       *
       * @param first where to begin with the %5$s of type %2$d, counted from nought
       */
      public int all%2$d(int first) {
        int sum = first + %2$d;
        for (int i = 0; i < %2$d; i++) {
          sum += i * values[i];
        }
        return sum;
      }

      /** %4$s some %5$s with a limit of %2$d at most. */
      public void some%2$d(int limit) {
        this.values%2$d = java.util.Arrays.copyOf(values, limit * %2$d);
      }

      /** %4$s some %5$s without any limit in type %2$d. */
      public void some%2$d() {
        this.values%2$d = java.util.Arrays.copyOf(values, Integer.MAX_VALUE - %2$d);
      }

      public long hidden%2$d(long seed) {
        long state = seed ^ 0x%2$dL;
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return state * %2$d + values.length;
      }
    }
    """
        .formatted(number % 12, number, number + 1, verb, thing);
  }
}
