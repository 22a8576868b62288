/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.trec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.evaluation.metrics.Ranking;
import io.freshet.evaluation.metrics.ScoredDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  }

  @Test
  void namesTheLineOfABadJudgment() throws IOException {
    assertFails(qrels("q1 0 d1 2\nq1 0 d1 1\n"), ":2: document d1 is judged twice for query q1");
    assertFails(qrels("q1 0 d1 2\n\nq1 0 d2\n"), ":3: 3 columns, expected query, iteration");
    assertFails(qrels("q1 0 d1 high\n"), ":1: the grade 'high' is no whole number");
    assertFails(qrels("query-id\tcorpus-id\tscore\nq1\td1\n"), ":2: 2 columns, expected query-id");
    assertFails(qrels("\n"), "there are no judgments");
  }

  @Test
  void writesRunsThatItReadsBack() throws IOException {
    Ranking ranking =
        new Ranking(
            "q1",
            List.of(
                new ScoredDocument("d1", 1e-7f),
                new ScoredDocument("d2", 12.345678f),
                new ScoredDocument("d3", Float.NEGATIVE_INFINITY)));
    Path file = directory.resolve("run");
    RunFile.write(file, List.of(ranking), "tag");

    assertThat(Files.readString(file)).startsWith("q1 Q0 d2 1 12.345678 tag\n");
    assertThat(RunFile.read(file)).containsEntry("q1", ranking).hasSize(1);
    assertThatThrownBy(() -> RunFile.write(file, List.of(ranking), "two words"))
        .hasMessageContaining("two words");
  }

  @Test
  void namesTheLineOfABadAnswer() throws IOException {
    assertFails(run("q1 Q0 d1 1 0.5 t\nq1 Q0 d1 2 0.4 t\n"), ":2: document d1 answers query q1");
    assertFails(run("q1 Q0 d1 1 nan t\n"), ":1: the score 'nan' is no");
    assertFails(run("q1 Q0 d1 1 NaN t\n"), ":1: the score 'NaN' is no");
    assertFails(run("q1 Q0 d1 1 high t\n"), ":1: the score 'high' is no number");
    assertFails(run("q1 Q0 d1 1 0.5\n"), ":1: 5 columns");
  }

  private ThrowingCallable qrels(String content) throws IOException {
    Path file = file(content);
    return () -> QrelsFile.read(file);
  }

  private ThrowingCallable run(String content) throws IOException {
    Path file = file(content);
    return () -> RunFile.read(file);
  }

  private static void assertFails(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(TrecFormatException.class)
        .hasMessageContaining("input")
        .hasMessageContaining(message);
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("input"), content);
  }
}
