/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.freshet.evaluation.beir.BeirDocument;
import io.freshet.jobs.probes.ProbeSet.JudgedText;
import io.freshet.jobs.probes.ProbeSet.Mark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets come back as they were written, and their digest tells what scores depend on. */
class ProbeSetFilesTest {
  @TempDir private Path root;

  private static ProbeSet set(String text, int grade, String query, long round) {
    return new ProbeSet(
        new TreeMap<>(Map.of("q \"1\"", new JudgedText(query, Map.of("d1", grade, "d2", 0)))),
        new TreeMap<>(
            Map.of(
                "d1", new BeirDocument("d1", "Title", text),
                "d2", new BeirDocument("d2", "", "naïve\ttext\nof two lines"))),
        new Mark(round, 1_700_000_000_000L));
  }

  private Path written(String name, ProbeSet set) throws Exception {
    Path folder = root.resolve(name);
    ProbeSetFiles.write(set, folder);
    return folder;
  }

  @Test
  void comeBackAsTheyWere() throws Exception {
    ProbeSet set = set("a text", 2, "what?", 3);
    assertThat(ProbeSetFiles.read(written("search", set))).isEqualTo(set);
    assertThat(ProbeSets.find(root.toString())).containsOnlyKeys("search");
    assertThat(HeldOutQueries.of(ProbeSets.find(root.toString())).size()).isEqualTo(1);
    Files.delete(root.resolve("search/refresh.json"));
    assertThat(ProbeSetFiles.read(root.resolve("search")).mark()).isEqualTo(Mark.NONE);
    Files.writeString(root.resolve("search/refresh.json"), "{}");
    assertThatIOException()
        .isThrownBy(() -> ProbeSetFiles.read(root.resolve("search")))
        .withMessageContaining("delete it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProbeSetFiles.write(ProbeSet.empty(), root.resolve("none")));
  }

  @Test
  void digestNamesQueriesJudgmentsAndDocumentsAndNothingElse() throws Exception {
    String digest = ProbeSetDigest.of(written("a", set("a text", 2, "what?", 3)));
    assertThat(digest).matches("[0-9a-f]{16}");
    assertThat(ProbeSetDigest.of(written("round", set("a text", 2, "what?", 4)))).isEqualTo(digest);
    assertThat(ProbeSetDigest.of(written("text", set("a test", 2, "what?", 3))))
        .isNotEqualTo(digest);
    assertThat(ProbeSetDigest.of(written("grade", set("a text", 1, "what?", 3))))
        .isNotEqualTo(digest);
    assertThat(ProbeSetDigest.of(written("query", set("a text", 2, "who?", 3))))
        .isNotEqualTo(digest);
  }
}
