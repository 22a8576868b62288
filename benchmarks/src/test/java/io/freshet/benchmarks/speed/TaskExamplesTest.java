/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskExamplesTest {
  private static List<TaskExamples.Example> examples(String task, int count) {
    List<TaskExamples.Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(new TaskExamples.Example(task + " q" + i, List.of(task + " p" + i)));
    }
    return examples;
  }

  @Test
  void readsPositivesOfEitherFormAndLeavesOutRowsWithoutAny(@TempDir Path directory)
      throws IOException {
    Files.writeString(
        directory.resolve("qa.jsonl"),
        """
        {"query": "a", "pos": ["b", "c"], "neg": ["d"]}
        {"query": "e", "pos": []}
        {"query": "f", "pos": [{"id": "1", "text": "g"}]}
        """);
    Files.writeString(directory.resolve("notes.txt"), "not a task");
    TaskExamples read = TaskExamples.read(directory);
    assertThat(read.names()).containsExactly("qa");
    assertThat(read.texts()).containsExactly("a", "b", "c", "f", "g");
  }

  @Test
  void anEmptyDirectoryIsAnError(@TempDir Path directory) {
    assertThatThrownBy(() -> TaskExamples.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no .jsonl file");
  }

  @Test
  void tasksAreDrawnByThePowerOfTheirSize() {
    TaskExamples examples =
        new TaskExamples(Map.of("large", examples("large", 900), "small", examples("small", 100)));
    long large =
        examples.draw(4000, 2, 0.5, new Random(7)).stream()
            .filter(batch -> batch.task().equals("large"))
            .count();
    // sqrt(900) / (sqrt(900) + sqrt(100)); three deviations of 4,000 draws are 0.021
    assertThat(large / 4000.0).isCloseTo(0.75, within(0.021));
  }

  @Test
  void noTextStandsTwiceInABatchAndASeedGivesTheSameBatches() {
    List<TaskExamples.Example> doubled = examples("a", 40);
    doubled.addAll(examples("a", 40));
    TaskExamples examples = new TaskExamples(Map.of("a", doubled));
    List<TaskExamples.Batch> drawn = examples.draw(20, 32, 0.5, new Random(3));
    for (TaskExamples.Batch batch : drawn) {
      assertThat(batch.queries()).hasSize(32).doesNotHaveDuplicates();
      assertThat(batch.positives()).doesNotHaveDuplicates();
    }
    assertThat(examples.draw(20, 32, 0.5, new Random(3))).isEqualTo(drawn);
    assertThatThrownBy(() -> examples.draw(1, 41, 0.5, new Random(3)))
        .hasMessageContaining("too few different texts");
  }
}
