/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import io.freshet.evaluation.metrics.Definitions;
import io.freshet.evaluation.metrics.MetricResults;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.model.files.TextFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From a run file to numbers without making objects of its lines. Gives what {@link RunFile#read}
 * and {@link RankingMetrics} give. Stateless.
 */
public final class RunEvaluation {
  private static final int[] NO_GRADES = {};

  private RunEvaluation() {}

  /**
   * Evaluates a run.
   *
   * @param judgments grades by document id by query id
   * @throws TextFileException if a line of the run is malformed, has no number for a score, or
   *     names a document again; or if it answers no judged query at all, since such zeros would say
   *     nothing of the run
   */
  public static MetricResults evaluate(
      Path run, Map<String, Map<String, Integer>> judgments, RankingMetrics metrics)
      throws IOException {
    Map<String, QueryAnswers> answers = read(run);
    if (Collections.disjoint(answers.keySet(), judgments.keySet())) {
      throw new TextFileException(run, noneJudged(answers.keySet(), judgments.keySet()));
    }
    Definitions definitions = metrics.definitions();
    Map<String, Map<String, Double>> perQuery = new TreeMap<>();
    judgments.forEach(
        (query, grades) -> {
          QueryAnswers answer = answers.get(query);
          int[] ranked =
              answer == null
                  ? NO_GRADES
                  : answer.rankedGrades(grades, definitions.order(), definitions.selfMatches());
          int[] judged = grades.values().stream().mapToInt(Integer::intValue).toArray();
          Map<String, Double> values = metrics.evaluate(ranked, judged, answer != null);
          if (!values.isEmpty()) {
            perQuery.put(query, values);
          }
        });
    return new MetricResults(perQuery);
  }

  private static String noneJudged(Set<String> answered, Set<String> judged) {
    return answered.isEmpty()
        ? "there are no answers"
        : "no query of the run is judged; an id here is '%s', of the judgments '%s'"
            .formatted(Collections.min(answered), Collections.min(judged));
  }

  private static Map<String, QueryAnswers> read(Path run) throws IOException {
    Map<String, QueryAnswers> answers = new HashMap<>();
    try (RunLines lines = RunLines.open(run)) {
      byte[] currentId = {};
      @Nullable QueryAnswers current = null;
      while (lines.next()) {
        ColumnLines line = lines.line();
        byte[] bytes = line.bytes();
        int start = line.start(RunLines.QUERY);
        int end = line.end(RunLines.QUERY);
        // Lines of one query nearly always stand together.
        if (current == null || !Arrays.equals(currentId, 0, currentId.length, bytes, start, end)) {
          currentId = Arrays.copyOfRange(bytes, start, end);
          current = answers.computeIfAbsent(line.text(RunLines.QUERY), QueryAnswers::new);
        }
        double score = lines.score();
        if (!current.add(
            bytes, line.start(RunLines.DOCUMENT), line.end(RunLines.DOCUMENT), score)) {
          throw line.error(RunFile.twice(line.text(RunLines.DOCUMENT), current.query()));
        }
      }
    }
    return answers;
  }
}
