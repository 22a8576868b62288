/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.files;

import io.freshet.connectors.records.DeadLetter;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts the rows that cannot be used, by reason, with the first of each. Not thread-safe. */
public final class Rejects {
  private final Map<String, Group> byReason = new LinkedHashMap<>();
  private long count;

  /** Rows of one reason. */
  private static final class Group {
    private final DeadLetter first;
    private long count;

    Group(DeadLetter first) {
      this.first = first;
    }
  }

  /** Counts one. */
  public void add(DeadLetter letter) {
    count++;
    byReason.computeIfAbsent(letter.reason(), reason -> new Group(letter)).count++;
  }

  /** All of them. */
  public long count() {
    return count;
  }

  /** Prints a line for each reason: how many, and where the first one stands. */
  public void print(PrintWriter err) {
    byReason.forEach(
        (reason, group) ->
            err.printf("%s: %,d; first %s%n", reason, group.count, problem(group.first)));
    err.flush();
  }

  /** What is wrong with a row of a file, with file and line for a person. */
  public static String problem(DeadLetter letter) {
    return "%s, line %d: %s"
        .formatted(letter.origin().topic(), letter.origin().offset() + 1, letter.error());
  }
}
