/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.ScoredDocument;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Run files: TREC's six columns (query, Q0, document, rank, score, tag). The rank is not looked at,
 * as in trec_eval. Stateless.
 */
public final class RunFile {
  private RunFile() {}

  /**
   * Reads the ranking of each query, queries in the file's order.
   *
   * @throws TrecFormatException if a line is malformed, has no number for a score, or names a
   *     document again
   */
  public static Map<String, Ranking> read(Path file) throws IOException {
    Map<String, List<ScoredDocument>> documents = new LinkedHashMap<>();
    Map<String, Set<String>> seen = new LinkedHashMap<>();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      long number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length != 6) {
          throw new TrecFormatException(
              file,
              number,
              columns.length + " columns, expected query, Q0, document, rank, score, tag");
        }
        String query = columns[0];
        float score = score(file, number, columns[4]);
        if (!seen.computeIfAbsent(query, any -> new HashSet<>()).add(columns[2])) {
          throw new TrecFormatException(
              file, number, "document " + columns[2] + " answers query " + query + " twice");
        }
        documents
            .computeIfAbsent(query, any -> new ArrayList<>())
            .add(new ScoredDocument(columns[2], score));
      }
    }
    Map<String, Ranking> run = new LinkedHashMap<>();
    documents.forEach((query, ranked) -> run.put(query, new Ranking(query, ranked)));
    return Collections.unmodifiableMap(run);
  }

  /**
   * Writes rankings, best first, ranks from 1.
   *
   * @throws IllegalArgumentException if an id or the tag holds white space, which ends a column
   */
  public static void write(Path file, Collection<Ranking> run, String tag) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (Ranking ranking : run) {
        int rank = 1;
        for (ScoredDocument document : ranking.documents()) {
          writer.write(column(ranking.queryId()));
          writer.write(" Q0 ");
          writer.write(column(document.id()));
          writer.write(" " + rank + " " + document.score() + " " + column(tag) + "\n");
          rank++;
        }
      }
    }
  }

  private static float score(Path file, long line, String text) throws TrecFormatException {
    float score;
    try {
      // Through double, as trec_eval does: rounding twice can give another float.
      score = (float) Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new TrecFormatException(file, line, "the score '" + text + "' is no number");
    }
    if (Float.isNaN(score)) {
      throw new TrecFormatException(file, line, "the score '" + text + "' is not a number");
    }
    return score;
  }

  private static String column(String text) {
    if (text.isEmpty() || text.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException(
          "'" + text + "' cannot be a column of a run file: empty or with white space");
    }
    return text;
  }
}
