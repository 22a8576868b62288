/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.evaluation.beir.BeirSuite.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeirSuiteTest {
  @TempDir Path directory;

  @Test
  void findsFoldersAndGroupsAndSaysWhatItPassedOver() throws IOException {
    for (String name : List.of("scifact", "cqadupstack/android", "cqadupstack/unix", "arguana")) {
      collection(name);
    }
    Files.createDirectories(directory.resolve("notes"));
    BeirSuite suite = BeirSuite.open(directory);
    assertThat(suite.datasets())
        .extracting(Dataset::name)
        .containsExactly("arguana", "cqadupstack/android", "cqadupstack/unix", "scifact");
    assertThat(suite.passedOver()).containsExactly(directory.resolve("notes"));

    BeirSuite.Averages averages =
        suite.averages(
            Map.of(
                "arguana", Map.of("map", 0.2, "P_1", 0.0),
                "scifact", Map.of("map", 0.8),
                "cqadupstack/android", Map.of("map", 0.4, "P_1", 1.0),
                "cqadupstack/unix", Map.of("map", 0.6, "P_1", 0.0)));
    assertThat(averages.groups()).isEqualTo(Map.of("cqadupstack", Map.of("map", 0.5, "P_1", 0.5)));
    assertThat(averages.all()).isEqualTo(Map.of("map", 0.5));
  }

  @Test
  void oneFolderIsASuiteOfOne() throws IOException {
    Path folder = collection("scifact");
    assertThat(BeirSuite.open(folder).datasets()).extracting(Dataset::name).containsOnly("scifact");
    assertThatThrownBy(() -> BeirSuite.open(folder.resolve("qrels")))
        .hasMessageContaining("holds no BEIR folder");
    assertThatThrownBy(() -> BeirSuite.open(directory.resolve("missing")))
        .hasMessageContaining("corpus.jsonl is missing");
  }

  private Path collection(String name) throws IOException {
    return Collection.write(
            directory.resolve(name), List.of("d"), List.of("q"), Map.of("q", Map.of("d", 1)))
        .path();
  }
}
