/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Judgment files: TREC's four columns (query, iteration, document, grade), or BEIR's three columns
 * apart by tabs (query, document, grade), with a header or without. The first line decides.
 * Stateless.
 */
public final class QrelsFile {
  private static final String BEIR_HEADER = "query-id\t";
  private static final int BEIR_COLUMNS = 3;

  private QrelsFile() {}

  /**
   * Reads grades by document id by query id, in the file's order.
   *
   * @throws TrecFormatException if a line is malformed or judges a document again, or there is none
   */
  public static Map<String, Map<String, Integer>> read(Path file) throws IOException {
    Map<String, Map<String, Integer>> judgments = new LinkedHashMap<>();
    try (ByteLines lines = ByteLines.open(file, 4)) {
      boolean first = true;
      boolean beir = false;
      while (lines.next()) {
        if (first) {
          first = false;
          beir = tabs(lines.line()) == BEIR_COLUMNS - 1;
          if (beir && lines.line().startsWith(BEIR_HEADER)) {
            continue;
          }
        }
        if (beir) {
          beirLine(lines, judgments);
        } else {
          trecLine(lines, judgments);
        }
      }
      if (judgments.isEmpty()) {
        throw lines.error("there are no judgments");
      }
    }
    return Collections.unmodifiableMap(judgments);
  }

  private static long tabs(String line) {
    return line.chars().filter(c -> c == '\t').count();
  }

  private static void trecLine(ByteLines lines, Map<String, Map<String, Integer>> judgments)
      throws TrecFormatException {
    if (lines.columns() != 4) {
      throw lines.error(
          lines.columns()
              + " columns, expected query, iteration, document, grade; or query, document, grade apart by tabs");
    }
    add(lines, judgments, lines.text(0), lines.text(2), lines.text(3));
  }

  /** Ids of BEIR may hold spaces. */
  private static void beirLine(ByteLines lines, Map<String, Map<String, Integer>> judgments)
      throws TrecFormatException {
    String[] columns = lines.line().split("\t", -1);
    if (columns.length != BEIR_COLUMNS) {
      throw lines.error(
          columns.length + " columns, expected query-id, corpus-id, score apart by tabs");
    }
    add(lines, judgments, columns[0], columns[1], columns[2].strip());
  }

  private static void add(
      ByteLines lines,
      Map<String, Map<String, Integer>> judgments,
      String query,
      String document,
      String text)
      throws TrecFormatException {
    int grade;
    try {
      grade = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw lines.error("the grade '" + text + "' is no whole number");
    }
    Map<String, Integer> grades = judgments.computeIfAbsent(query, any -> new LinkedHashMap<>());
    if (grades.putIfAbsent(document, grade) != null) {
      throw lines.error("document " + document + " is judged twice for query " + query);
    }
  }
}
