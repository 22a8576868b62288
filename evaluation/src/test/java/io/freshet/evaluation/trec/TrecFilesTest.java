/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.evaluation.metrics.Definitions;
import io.freshet.evaluation.metrics.RankOrder;
import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.metrics.ScorePrecision;
import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.evaluation.metrics.Ties;
import io.freshet.model.files.TextFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrecFilesTest {
  @TempDir Path directory;

  @Test
  void readsBothFormsOfJudgments() throws IOException {
    assertThat(QrelsFile.read(file("q1 0 d1 2\nq1\t0\td2\t-1\n\nq2 0 d1 0\r\n")))
        .containsOnlyKeys("q1", "q2")
        .extractingByKey("q1")
        .hasToString("{d1=2, d2=-1}");
    assertThat(QrelsFile.read(file("query-id\tcorpus-id\tscore\nq 1\td 1\t1\n")).get("q 1"))
        .containsEntry("d 1", 1);
    assertThat(QrelsFile.read(file("q 1\td 1\t1\nq 2\td 1\t0\n")))
        .as("without its header")
        .containsOnlyKeys("q 1", "q 2");
    assertThat(QrelsFile.read(file("q1 d1 1\nq2  d1  0\n")))
        .as("apart by spaces")
        .containsOnlyKeys("q1", "q2");
    assertThat(QrelsFile.read(file("q1\td1\t2.0\nq2\td1\t0.0\n")).get("q1"))
        .as("with grades as decimals")
        .containsEntry("d1", 2);
    assertThat(QrelsFile.read(file("query_id\tdoc_id\trelevance\nq1\td1\t1\n")))
        .as("with another header")
        .containsOnlyKeys("q1");
  }

  /** Else it would be the beginning of the first query's id, and no ranking would match it. */
  @Test
  void aByteOrderMarkIsNoPartOfTheFirstColumn() throws IOException {
    assertThat(QrelsFile.read(file("\uFEFFq1 0 d1 2\nq2 0 d1 1\n"))).containsOnlyKeys("q1", "q2");
    assertThat(QrelsFile.read(file("\uFEFFquery-id\tcorpus-id\tscore\nq1\td1\t1\n")))
        .containsOnlyKeys("q1");
    assertThat(RunFile.read(file("\uFEFFq1 Q0 d1 1 0.5 tag\n"))).containsOnlyKeys("q1");
  }

  @Test
  void namesTheLineOfABadJudgment() throws IOException {
    assertFails(qrels("q1 0 d1 2\nq1 0 d1 1\n"), ":2: document d1 is judged twice for query q1");
    assertFails(qrels("q1 0 d1 2\n\nq1 0 d2\n"), ":3: 3 columns, expected query, iteration");
    assertFails(qrels("q1 0 d1 high\n"), ":1: the grade 'high' is no whole number");
    assertFails(qrels("q1 0 d1 0.5\n"), ":1: the grade '0.5' is no whole number");
    assertFails(qrels("query-id\tcorpus-id\tscore\nq1\td1\n"), ":2: 2 columns, expected query-id");
    assertFails(qrels("\n"), "there are no judgments");
    assertFails(qrels("q1,d1,1\n"), ":1: 1 columns, expected query, iteration");
    assertFails(qrels("q1 d1 1\nq1 0 d2 1\n"), ":2: 4 columns, expected query, document, grade as");
    assertFails(qrels("q1 0 d1 1\nq1 0 \0 1\n"), ":2: the line holds a byte 0");
  }

  @Test
  void writesRunsThatItReadsBack() throws IOException {
    Ranking ranking =
        new Ranking(
            "q1",
            List.of(
                new ScoredDocument("d2", 12.345678901234567),
                new ScoredDocument("d1", 1e-7),
                new ScoredDocument("d3", Double.NEGATIVE_INFINITY)));
    Path file = directory.resolve("run");
    RunFile.write(file, List.of(ranking), "tag");

    assertThat(Files.readString(file)).startsWith("q1 Q0 d2 1 12.345678901234567 tag\n");
    assertThat(RunFile.read(file)).containsEntry("q1", ranking).hasSize(1);
    assertThatThrownBy(() -> RunFile.write(file, List.of(ranking), "two words"))
        .hasMessageContaining("two words");
  }

  @Test
  void readsWhatTrecEvalReads() throws IOException {
    Path file =
        file(
            "# made by hand\n\n  q1\tQ0  d1 1 .5e1 tag of words\r\n"
                + "q2 Q0 d1 1 -inf t\nq1 Q0 \u00e9 2 +1e308 t\nq1 Q0 x 3 0.1234567890123456789 t");
    assertThat(RunFile.read(file))
        .containsOnlyKeys("q1", "q2")
        .extractingByKey("q1")
        .isEqualTo(
            new Ranking(
                "q1",
                List.of(
                    new ScoredDocument("d1", 5),
                    new ScoredDocument("\u00e9", 1e308),
                    new ScoredDocument("x", 0.12345678901234568))));
    assertThat(QrelsFile.read(file("# none\nq1 0 d1 1"))).containsOnlyKeys("q1");
  }

  @Test
  void linesMayBeLongerThanTheBuffer() throws IOException {
    String id = "d".repeat(3_000_000);
    Path file = file("q Q0 a 1 1 t\nq Q0 " + id + " 2 2 t\nq Q0 b 3 3 t\n");
    assertThat(RunFile.read(file).get("q").ids()).containsExactly("b", id, "a");
  }

  @Test
  void namesTheLineOfABadAnswer() throws IOException {
    assertFails("q1 Q0 d1 1 0.5 t\n#\nq1 Q0 d1 2 0.4 t\n", ":3: document d1 answers query q1");
    assertFails(
        "q1 Q0 d1 1 0.5 t\nq2 Q0 d1 1 0.5 t\nq1 Q0 d1 2 0.4 t\n",
        ":3: document d1 answers query q1 twice");
    for (String score : List.of("nan", "NaN", "high", "1f", "0x1p3", "1e", "-", "1,5")) {
      assertFails(
          "q1 Q0 d0 1 1 t\nq1 Q0 d1 1 " + score + " t\n",
          ":2: the score '" + score + "' is no number");
    }
    assertFails("q1 Q0 d1 1 0.5\n", ":1: 5 columns");
  }

  /** All zeros would look like a bad run instead of a wrong file. */
  @Test
  void aRunOfOtherQueriesIsRefused() throws IOException {
    Map<String, Map<String, Integer>> judgments = Map.of("q1", Map.of("d1", 1));
    Path other = file("x1 Q0 d1 1 0.5 t\n");
    assertFails(
        () -> RunEvaluation.evaluate(other, judgments, RankingMetrics.usual()),
        ": no query of the run is judged; an id here is 'x1', of the judgments 'q1'");
    Path empty = Files.writeString(directory.resolve("empty-input"), "\n");
    assertFails(
        () -> RunEvaluation.evaluate(empty, judgments, RankingMetrics.usual()),
        ": there are no answers");
  }

  @Test
  void bothWaysOfReadingAgree() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    StringBuilder run = new StringBuilder();
    StringBuilder qrels = new StringBuilder();
    for (int line = 0; line < 4000; line++) {
      // Lines of many queries mixed, so that a query comes back again and again.
      String query = "q" + random.nextInt(9);
      double score = random.nextInt(3) + (random.nextInt(4) == 0 ? 1e-10 : 0) - 1;
      run.append("%s Q0 d%d 0 %s t%n".formatted(query, line, score));
      if (random.nextInt(10) == 0) {
        qrels.append("%s 0 d%d %d%n".formatted(query, line, random.nextInt(4) - 1));
      }
    }
    Path runFile = Files.writeString(directory.resolve("run"), run);
    Map<String, Map<String, Integer>> judgments = QrelsFile.read(file(qrels.toString()));
    for (Ties ties : Ties.values()) {
      for (ScorePrecision precision : ScorePrecision.values()) {
        RankingMetrics metrics =
            RankingMetrics.usual()
                .with(Definitions.TREC_EVAL.withOrder(new RankOrder(precision, ties)));
        assertThat(RunEvaluation.evaluate(runFile, judgments, metrics))
            .as("seed %d, %s, %s", seed, ties, precision)
            .isEqualTo(metrics.evaluate(RunFile.read(runFile), judgments));
      }
    }
  }

  private ThrowingCallable qrels(String content) throws IOException {
    Path file = file(content);
    return () -> QrelsFile.read(file);
  }

  private void assertFails(String run, String message) throws IOException {
    Path file = file(run);
    assertFails(() -> RunFile.read(file), message);
    assertFails(
        () -> RunEvaluation.evaluate(file, Map.of("q1", Map.of("d1", 1)), RankingMetrics.usual()),
        message);
  }

  private static void assertFails(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(TextFileException.class)
        .hasMessageContaining("input")
        .hasMessageContaining(message);
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("input"), content);
  }
}
