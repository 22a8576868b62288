/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import io.freshet.model.files.TextFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Judgment files: TREC's four columns (query, iteration, document, grade), or BEIR's three (query,
 * document, grade), with a header or without. The first line decides. Stateless.
 */
public final class QrelsFile {
  private static final int TREC_COLUMNS = 4;
  private static final int BEIR_COLUMNS = 3;

  /** What the third column of BEIR's form is called where there is a header. */
  private static final Set<String> GRADE_HEADERS =
      Set.of("score", "grade", "label", "rel", "relevance");

  /** How tables write whole numbers whose column has a type for decimals: {@code 1.0}. */
  private static final Pattern WHOLE_AS_DECIMAL = Pattern.compile("\\.0+$");

  private QrelsFile() {}

  /** How the columns of a file are told apart. */
  private enum Form {
    TREC,
    /** Ids may hold spaces. */
    BEIR_TABS,
    BEIR_SPACES
  }

  /**
   * Reads grades by document id by query id, in the file's order.
   *
   * @throws TextFileException if a line is malformed or judges a document again, or there is none
   */
  public static Map<String, Map<String, Integer>> read(Path file) throws IOException {
    Map<String, Map<String, Integer>> judgments = new LinkedHashMap<>();
    try (ColumnLines lines = ColumnLines.open(file, TREC_COLUMNS)) {
      Form form = Form.TREC;
      for (boolean first = true; lines.next(); first = false) {
        if (first) {
          form = form(lines);
          if (isHeader(form, lines)) {
            continue;
          }
        }
        add(lines, columns(form, lines), judgments);
      }
      if (judgments.isEmpty()) {
        throw lines.error("there are no judgments");
      }
    }
    return Collections.unmodifiableMap(judgments);
  }

  private static Form form(ColumnLines lines) throws TextFileException {
    if (lines.line().chars().filter(c -> c == '\t').count() == BEIR_COLUMNS - 1) {
      return Form.BEIR_TABS;
    }
    return lines.columns() == BEIR_COLUMNS ? Form.BEIR_SPACES : Form.TREC;
  }

  private static boolean isHeader(Form form, ColumnLines lines) throws TextFileException {
    return form != Form.TREC
        && GRADE_HEADERS.contains(columns(form, lines).grade().toLowerCase(Locale.ROOT));
  }

  /** A line's columns as text. */
  private record Columns(String query, String document, String grade) {}

  private static Columns columns(Form form, ColumnLines lines) throws TextFileException {
    return switch (form) {
      case TREC -> trec(lines);
      case BEIR_TABS -> tabs(lines);
      case BEIR_SPACES -> spaces(lines);
    };
  }

  private static Columns trec(ColumnLines lines) throws TextFileException {
    if (lines.columns() != TREC_COLUMNS) {
      throw lines.error(
          lines.columns()
              + " columns, expected query, iteration, document, grade; or query, document, grade;"
              + " apart by blanks or tabs");
    }
    return new Columns(lines.text(0), lines.text(2), lines.text(3));
  }

  private static Columns tabs(ColumnLines lines) throws TextFileException {
    String[] columns = lines.line().split("\t", -1);
    if (columns.length != BEIR_COLUMNS) {
      throw lines.error(
          columns.length + " columns, expected query-id, corpus-id, score apart by tabs");
    }
    return new Columns(columns[0], columns[1], columns[2].strip());
  }

  private static Columns spaces(ColumnLines lines) throws TextFileException {
    if (lines.columns() != BEIR_COLUMNS) {
      throw lines.error(
          lines.columns() + " columns, expected query, document, grade as in the first line");
    }
    return new Columns(lines.text(0), lines.text(1), lines.text(2));
  }

  private static void add(
      ColumnLines lines, Columns columns, Map<String, Map<String, Integer>> judgments)
      throws TextFileException {
    int grade;
    try {
      grade = Integer.parseInt(WHOLE_AS_DECIMAL.matcher(columns.grade()).replaceFirst(""));
    } catch (NumberFormatException e) {
      throw lines.error("the grade '" + columns.grade() + "' is no whole number");
    }
    Map<String, Integer> grades =
        judgments.computeIfAbsent(columns.query(), any -> new LinkedHashMap<>());
    if (grades.putIfAbsent(columns.document(), grade) != null) {
      throw lines.error(
          "document %s is judged twice for query %s"
              .formatted(columns.document(), columns.query()));
    }
  }
}
