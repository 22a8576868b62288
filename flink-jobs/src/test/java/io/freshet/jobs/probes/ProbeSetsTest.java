/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probe sets are found by task, and what is missing is said. */
class ProbeSetsTest {
  @TempDir private Path root;

  private void probe(String task) throws IOException {
    Path folder = Files.createDirectories(root.resolve(task).resolve("qrels")).getParent();
    Files.createFile(folder.resolve("corpus.jsonl"));
    Files.createFile(folder.resolve("queries.jsonl"));
  }

  @Test
  void findsOneFolderATask() throws IOException {
    probe("search");
    probe("qa");
    Files.createFile(root.resolve("README.md"));
    assertThat(ProbeSets.find(root.toString()))
        .containsOnlyKeys("qa", "search")
        .containsEntry("qa", root.resolve("qa"));
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProbeSets.find(""))
        .withMessageContaining("evaluation.probe-path");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProbeSets.find(root.resolve("none").toString()))
        .withMessageContaining("none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProbeSets.find(root.toString()))
        .withMessageContaining("no BEIR folder");
    probe("search");
    Files.delete(root.resolve("search").resolve("queries.jsonl"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProbeSets.find(root.toString()))
        .withMessageContaining("queries.jsonl");
  }

  @Test
  void saysWhoPutsBackTheSetsOfARefreshThatWasCutOff() throws IOException {
    Path sets = root.resolve("probes");
    probe("probes.former");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProbeSets.find(sets.toString()))
        .withMessageContaining("'freshet probes' puts back the sets in " + sets + ".former");
  }
}
