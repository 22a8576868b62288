/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Judgment files: TREC's four columns (query, iteration, document, grade), or BEIR's three columns
 * apart by tabs under a header. Stateless.
 */
public final class QrelsFile {
  private static final String BEIR_HEADER = "query-id\t";

  private QrelsFile() {}

  /**
   * Reads grades by document id by query id, in the file's order.
   *
   * @throws TrecFormatException if a line is malformed or judges a document again, or there is none
   */
  public static Map<String, Map<String, Integer>> read(Path file) throws IOException {
    Map<String, Map<String, Integer>> judgments = new LinkedHashMap<>();
    try (ByteLines lines = ByteLines.open(file, 4)) {
      boolean beir = false;
      while (lines.next()) {
        if (lines.number() == 1 && lines.line().startsWith(BEIR_HEADER)) {
          beir = true;
        } else if (beir) {
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

  private static void trecLine(ByteLines lines, Map<String, Map<String, Integer>> judgments)
      throws TrecFormatException {
    if (lines.columns() != 4) {
      throw lines.error(lines.columns() + " columns, expected query, iteration, document, grade");
    }
    add(lines, judgments, lines.text(0), lines.text(2), lines.text(3));
  }

  /** Ids of BEIR may hold spaces. */
  private static void beirLine(ByteLines lines, Map<String, Map<String, Integer>> judgments)
      throws TrecFormatException {
    String[] columns = lines.line().split("\t", -1);
    if (columns.length != 3) {
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
