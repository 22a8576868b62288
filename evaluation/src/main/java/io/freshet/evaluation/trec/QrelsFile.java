/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Judgment files: TREC's four columns (query, iteration, document, grade), or BEIR's three columns
 * apart by tabs under a header. Stateless.
 */
public final class QrelsFile {
  private QrelsFile() {}

  /**
   * Reads grades by document id by query id, in the file's order.
   *
   * @throws TrecFormatException if a line is malformed or judges a document again, or there is none
   */
  public static Map<String, Map<String, Integer>> read(Path file) throws IOException {
    Map<String, Map<String, Integer>> judgments = new LinkedHashMap<>();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      long number = 0;
      boolean beir = false;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (number == 1 && line.startsWith("query-id\t")) {
          beir = true;
        } else if (!line.isBlank()) {
          String[] columns = beir ? line.split("\t", -1) : line.strip().split("\\s+", -1);
          if (columns.length != (beir ? 3 : 4)) {
            throw new TrecFormatException(
                file,
                number,
                "%d columns, expected %s"
                    .formatted(
                        columns.length,
                        beir
                            ? "query-id, corpus-id, score apart by tabs"
                            : "query, iteration, document, grade"));
          }
          String query = columns[0];
          String document = columns[beir ? 1 : 2];
          int grade = grade(file, number, columns[columns.length - 1].strip());
          Map<String, Integer> grades =
              judgments.computeIfAbsent(query, any -> new LinkedHashMap<>());
          if (grades.putIfAbsent(document, grade) != null) {
            throw new TrecFormatException(
                file, number, "document " + document + " is judged twice for query " + query);
          }
        }
      }
      if (judgments.isEmpty()) {
        throw new TrecFormatException(file, number, "there are no judgments");
      }
    }
    return Collections.unmodifiableMap(judgments);
  }

  private static int grade(Path file, long line, String text) throws TrecFormatException {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new TrecFormatException(file, line, "the grade '" + text + "' is no whole number");
    }
  }
}
