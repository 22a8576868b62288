/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.forgetting;

import io.freshet.model.files.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The files of examples, {@code <task>.jsonl}, in the order of the tasks in the configuration.
 *
 * @param files one a task
 * @param examples in all of them
 */
record Streams(List<Path> files, long examples) {
  Streams {
    files = List.copyOf(files);
  }

  /**
   * Finds the files of tasks.
   *
   * @throws IllegalArgumentException where a task has none
   */
  static Streams of(Path directory, Iterable<String> tasks) throws IOException {
    List<Path> files = new ArrayList<>();
    long examples = 0;
    for (String task : tasks) {
      Path file = directory.resolve(task + ".jsonl");
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException("task %s has no file %s".formatted(task, file));
      }
      files.add(file);
      examples += lines(file).size();
    }
    return new Streams(files, examples);
  }

  /**
   * The files in an order.
   *
   * @param passes how often each is read where they are repeated
   * @param scratch where a shuffled file is written
   */
  List<Path> in(Arm.Order order, int passes, long seed, Path scratch) throws IOException {
    return switch (order) {
      case UNREAD -> List.of();
      case SEQUENCE -> files;
      case REPEATED ->
          files.stream().flatMap(file -> Collections.nCopies(passes, file).stream()).toList();
      case SHUFFLED -> List.of(shuffled(seed, scratch));
    };
  }

  private Path shuffled(long seed, Path scratch) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files) {
      lines.addAll(lines(file));
    }
    Collections.shuffle(lines, new Random(seed));
    Path target = scratch.resolve("shuffled-" + seed + ".jsonl");
    Files.write(target, lines, StandardCharsets.UTF_8);
    return target;
  }

  private static List<String> lines(Path file) throws IOException {
    return TextFile.read(file).lines().filter(line -> !line.isBlank()).toList();
  }
}
