/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.model.files.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Training examples of several tasks, and batches drawn from them as a training job draws: the task
 * with a probability that goes with a power of its number of examples, then rows without a text
 * twice.
 */
public final class TaskExamples {
  private final Map<String, List<Example>> tasks;

  /**
   * Examples by task.
   *
   * @throws IllegalArgumentException where there is no task
   */
  TaskExamples(Map<String, List<Example>> tasks) {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("there are no tasks to draw from");
    }
    this.tasks = new TreeMap<>(tasks);
  }

  /** A query with its positives. */
  record Example(String query, List<String> positives) {
    Example {
      positives = List.copyOf(positives);
    }
  }

  /** A query with the positive that was drawn. */
  record Row(String query, String positive) {}

  /** Rows of one task. */
  public record Batch(String task, List<Row> rows) {
    /** Copies the list. */
    public Batch {
      rows = List.copyOf(rows);
    }

    List<String> queries() {
      return rows.stream().map(Row::query).toList();
    }

    List<String> positives() {
      return rows.stream().map(Row::positive).toList();
    }
  }

  /** Reads every {@code .jsonl} file of a directory; a file is a task. */
  public static TaskExamples read(Path directory) throws IOException {
    Map<String, List<Example>> tasks = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        tasks.put(String.valueOf(file.getFileName()).replace(".jsonl", ""), examples(file));
      }
    }
    if (tasks.isEmpty()) {
      throw new IOException(directory + " holds no .jsonl file");
    }
    return new TaskExamples(tasks);
  }

  private static List<Example> examples(Path file) throws IOException {
    List<Example> examples = new ArrayList<>();
    try (JsonLines lines = JsonLines.open(file)) {
      while (lines.next()) {
        JsonNode row = lines.value();
        List<String> positives = new ArrayList<>();
        row.path("pos").forEach(p -> positives.add(p.isTextual() ? p.asText() : text(p)));
        if (!positives.isEmpty()) {
          examples.add(new Example(row.path("query").asText(), positives));
        }
      }
    }
    return examples;
  }

  private static String text(JsonNode document) {
    return document.path("text").asText();
  }

  /** The names of the tasks. */
  public Set<String> names() {
    return tasks.keySet();
  }

  /** All texts, task after task. */
  Stream<String> texts() {
    return tasks.values().stream()
        .flatMap(List::stream)
        .flatMap(
            example -> Stream.concat(Stream.of(example.query()), example.positives().stream()));
  }

  /**
   * Draws batches.
   *
   * @param alpha power of a task's number of examples that its probability goes with
   * @throws IllegalArgumentException where a task has too few different texts for a batch
   */
  public List<Batch> draw(int batches, int rows, double alpha, Random random) {
    List<String> names = List.copyOf(tasks.keySet());
    double[] weights =
        names.stream().mapToDouble(name -> Math.pow(examplesOf(name).size(), alpha)).toArray();
    List<Batch> drawn = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      String task = names.get(choose(weights, random));
      drawn.add(new Batch(task, rows(task, rows, random)));
    }
    return drawn;
  }

  private List<Example> examplesOf(String task) {
    return tasks.getOrDefault(task, List.of());
  }

  private List<Row> rows(String task, int count, Random random) {
    List<Example> examples = examplesOf(task);
    Set<String> taken = new HashSet<>();
    List<Row> rows = new ArrayList<>();
    for (int tries = 0; rows.size() < count; tries++) {
      if (tries > 100 * count) {
        throw new IllegalArgumentException(
            "task " + task + " has too few different texts for a batch of " + count);
      }
      Example example = examples.get(random.nextInt(examples.size()));
      String positive = example.positives().get(random.nextInt(example.positives().size()));
      if (!taken.contains(example.query()) && !taken.contains(positive)) {
        taken.add(example.query());
        taken.add(positive);
        rows.add(new Row(example.query(), positive));
      }
    }
    return rows;
  }

  private static int choose(double[] weights, Random random) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double left = random.nextDouble() * sum;
    for (int i = 0; i < weights.length - 1; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }
}
