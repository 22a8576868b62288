/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.mining;

import com.github.javaparser.Range;
import java.util.List;

/** A source file by lines, to cut pieces out of it as they were written. */
final class SourceText {
  private final List<String> lines;

  SourceText(String source) {
    lines = source.lines().toList();
  }

  /** The piece, its later lines moved left by as much as its first one. */
  String cut(Range range) {
    int indent = range.begin.column - 1;
    StringBuilder piece = new StringBuilder();
    for (int line = range.begin.line; line <= range.end.line; line++) {
      String text = lines.get(line - 1);
      int end = line == range.end.line ? Math.min(range.end.column, text.length()) : text.length();
      int begin = line == range.begin.line ? indent : Math.min(indent, leadingSpaces(text));
      if (line > range.begin.line) {
        piece.append('\n');
      }
      piece.append(text, Math.min(begin, end), end);
    }
    return piece.toString();
  }

  private static int leadingSpaces(String text) {
    int spaces = 0;
    while (spaces < text.length() && Character.isWhitespace(text.charAt(spaces))) {
      spaces++;
    }
    return spaces;
  }
}
