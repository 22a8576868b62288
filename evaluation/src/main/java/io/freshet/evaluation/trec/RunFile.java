/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import io.freshet.evaluation.metrics.RankOrder;
import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.model.files.TextFileException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Run files: TREC's six columns (query, Q0, document, rank, score, tag). The rank is not looked at,
 * as in trec_eval. Stateless.
 */
public final class RunFile {
  private RunFile() {}

  /**
   * Reads the ranking of each query, queries and documents in the file's order.
   *
   * @throws TextFileException if a line is malformed, has no number for a score, or names a
   *     document again
   */
  public static Map<String, Ranking> read(Path file) throws IOException {
    Map<String, Map<String, ScoredDocument>> answers = new LinkedHashMap<>();
    try (RunLines lines = RunLines.open(file)) {
      while (lines.next()) {
        String query = lines.line().text(RunLines.QUERY);
        ScoredDocument document =
            new ScoredDocument(lines.line().text(RunLines.DOCUMENT), lines.score());
        if (answers
                .computeIfAbsent(query, any -> new LinkedHashMap<>())
                .putIfAbsent(document.id(), document)
            != null) {
          throw lines.line().error(twice(document.id(), query));
        }
      }
    }
    Map<String, Ranking> run = new LinkedHashMap<>();
    answers.forEach(
        (query, documents) -> run.put(query, new Ranking(query, List.copyOf(documents.values()))));
    return Collections.unmodifiableMap(run);
  }

  static String twice(String document, String query) {
    return "document " + document + " answers query " + query + " twice";
  }

  /**
   * Writes rankings, best first in trec_eval's order, ranks from 1.
   *
   * @throws IllegalArgumentException if an id or the tag holds white space, which ends a column
   */
  public static void write(Path file, Collection<Ranking> run, String tag) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (Ranking ranking : run) {
        int rank = 1;
        for (ScoredDocument document : ranking.ranked(RankOrder.TREC_EVAL)) {
          writer.write(column(ranking.queryId()));
          writer.write(" Q0 ");
          writer.write(column(document.id()));
          writer.write(" " + rank + " " + document.score() + " " + column(tag) + "\n");
          rank++;
        }
      }
    }
  }

  private static String column(String text) {
    if (text.isEmpty() || text.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException(
          "'" + text + "' cannot be a column of a run file: empty or with white space");
    }
    return text;
  }
}
