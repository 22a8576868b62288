/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.job;

import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import java.io.Serializable;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Training examples by their number, each as large as a real one: a query, a positive text, three
 * negatives, all of them different from those of other examples. Thread-safe.
 */
final class GeneratedExamples implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int POOL = 1 << 16;
  private static final int QUERY = 80;
  private static final int TEXT = 450;
  private static final int NEGATIVES = 3;

  private final int tasks;
  private final String pool;

  /**
   * Examples of a number of tasks, which come in turn.
   *
   * @param tasks named {@code task-0} and so on
   */
  GeneratedExamples(int tasks) {
    this.tasks = tasks;
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder letters = new StringBuilder(POOL);
    for (int i = 0; i < POOL; i++) {
      letters.append(random.nextInt(6) == 0 ? ' ' : (char) ('a' + random.nextInt(26)));
    }
    pool = letters.toString();
  }

  /** Characters of the texts of one example, each of which is a byte. */
  static int characters() {
    return QUERY + (1 + NEGATIVES) * TEXT;
  }

  /** The example of a number. */
  TrainingExample of(long number) {
    SplittableRandom random = new SplittableRandom(number);
    return new TrainingExample(
        "example-" + number,
        "task-" + number % tasks,
        text(number, 0, QUERY, random),
        List.of(new TextItem("", text(number, 1, TEXT, random))),
        List.of(
            new TextItem("", text(number, 2, TEXT, random)),
            new TextItem("", text(number, 3, TEXT, random)),
            new TextItem("", text(number, 4, TEXT, random))),
        List.of(),
        List.of(),
        "",
        "",
        "",
        1.0,
        number);
  }

  private String text(long number, int place, int length, SplittableRandom random) {
    String start = number + " " + place + " ";
    int from = random.nextInt(POOL - length);
    return start + pool.substring(from, from + length - start.length());
  }
}
