/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.jobs.probes.HeldOutQueries.Query;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Judged queries are found in training examples by id and by text, and nothing else is. */
class HeldOutQueriesTest {
  @TempDir private Path root;
  private HeldOutQueries held;

  @BeforeEach
  void write() throws Exception {
    Path folder = Files.createDirectories(root.resolve("search"));
    Files.writeString(folder.resolve("corpus.jsonl"), "{\"_id\": \"d\", \"text\": \"x\"}\n");
    Files.writeString(
        folder.resolve("queries.jsonl"),
        """
        {"_id": "q1", "text": "What is a  Checkpoint?"}
        {"_id": "q2", "text": "How are barriers aligned"}
        {"_id": "unjudged", "text": "Not judged at all"}
        """);
    Files.writeString(
        Files.createDirectories(folder.resolve("qrels")).resolve("test.tsv"),
        "query-id\tcorpus-id\tscore\nq1\td\t1\nq2\td\t1\n");
    held = HeldOutQueries.fromBytes(HeldOutQueries.of(ProbeSets.find(root.toString())).toBytes());
  }

  private static TrainingExample example(String id, String task, String query, String positive) {
    return new TrainingExample(
        id,
        task,
        query,
        List.of(new TextItem("", positive)),
        List.of(),
        List.of(),
        List.of(),
        "",
        "",
        "",
        1,
        0);
  }

  @Test
  void findsTextsWhateverTheirCaseAndWhiteSpaceInAnyTask() {
    assertThat(held.size()).isEqualTo(2);
    assertThat(held.leaks(example("1", "search", "what is\ta checkpoint? ", "p")))
        .containsExactly(new Query("search", "q1"));
    assertThat(held.leaks(example("2", "similar", "other", "HOW ARE\u00a0BARRIERS\nALIGNED")))
        .containsExactly(new Query("search", "q2"));
  }

  @Test
  void findsIdsOfTheSameTaskOnly() {
    assertThat(held.leaks(example("q1", "search", "fresh", "p")))
        .containsExactly(new Query("search", "q1"));
    assertThat(held.leaks(example("q1", "qa", "fresh", "p"))).isEmpty();
  }

  @Test
  void letsEverythingElsePass() {
    assertThat(held.leaks(example("1", "search", "what is a checkpoint", "p"))).isEmpty();
    assertThat(held.leaks(example("2", "search", "Not judged at all", "p"))).isEmpty();
    assertThat(held.leaks(example("3", "search", "q", "How are barriers aligned, and when?")))
        .isEmpty();
    assertThat(HeldOutQueries.none().leaks(example("q1", "search", "what is a checkpoint?", "p")))
        .isEmpty();
  }
}
