/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.cluster;

import java.util.List;
import java.util.regex.Pattern;

/** What a person needs to know of a stack trace in an answer. */
final class Causes {
  private static final String CAUSE = "Caused by: ";
  private static final Pattern CLASS = Pattern.compile("^([\\w$]+\\.)+[\\w$]+(: |$)");

  private Causes() {}

  /**
   * The message of the innermost cause, with the lines that belong to it; the first line where no
   * cause is named.
   */
  static String last(String trace) {
    List<String> lines =
        trace.lines().filter(line -> !line.isBlank() && !line.startsWith("<")).toList();
    int at = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(CAUSE)) {
        at = i;
      }
    }
    StringBuilder message = new StringBuilder();
    for (int i = at; i < lines.size() && !lines.get(i).strip().matches("at .*|\\.\\.\\. .*"); i++) {
      String line = i == at ? stripped(lines.get(i)) : lines.get(i);
      message.append(message.isEmpty() ? "" : "\n").append(line);
    }
    return message.isEmpty() ? "no reason is given" : message.toString();
  }

  /** Without the class of an exception, whose message is for a person; errors keep theirs. */
  private static String stripped(String line) {
    String text = line.startsWith(CAUSE) ? line.substring(CAUSE.length()) : line;
    String message = CLASS.matcher(text).replaceFirst("");
    return message.isBlank() || text.startsWith("java.lang.") ? text : message;
  }
}
