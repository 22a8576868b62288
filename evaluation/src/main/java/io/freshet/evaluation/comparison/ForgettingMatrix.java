/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.comparison;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What every version reached on every task, and what was forgotten on the way. A task may be
 * missing from some versions. Immutable.
 *
 * @param rows by ascending step of the version
 */
public record ForgettingMatrix(List<Row> rows) {

  /** Copies the rows. */
  public ForgettingMatrix {
    rows = List.copyOf(rows);
  }

  /**
   * One version.
   *
   * @param scores by task, sorted
   */
  public record Row(String version, Map<String, Double> scores) {
    /** Copies the scores, sorted. */
    public Row {
      scores = Collections.unmodifiableMap(new TreeMap<>(scores));
    }

    /** The mean over the tasks; empty without any. */
    public OptionalDouble average() {
      return scores.values().stream().mapToDouble(Double::doubleValue).average();
    }
  }

  /**
   * What a version lost on a task against the best version before it.
   *
   * @param best the best score before
   * @param bestVersion that had it, the earliest of equal ones
   * @param now the version's own score
   */
  public record Forgetting(String task, double best, String bestVersion, double now) {
    /** The loss; negative where the version is better than all before it. */
    public double loss() {
      return best - now;
    }
  }

  /** All tasks of any version, sorted. */
  public SortedSet<String> tasks() {
    SortedSet<String> tasks = new TreeSet<>();
    rows.forEach(row -> tasks.addAll(row.scores().keySet()));
    return tasks;
  }

  /**
   * The backward transfer of a version: the mean, over its tasks that an earlier version was scored
   * on, of its score less that of the first such version (Lopez-Paz and Ranzato 2017, with a task's
   * first score for the one just after learning it, since all tasks are learnt all the time). Empty
   * where there is no such task.
   *
   * @param row place of the version
   */
  public OptionalDouble backwardTransfer(int row) {
    return rows.get(row).scores().entrySet().stream()
        .flatMapToDouble(
            now ->
                rows.subList(0, row).stream()
                    .filter(earlier -> earlier.scores().containsKey(now.getKey()))
                    .mapToDouble(
                        earlier ->
                            now.getValue() - earlier.scores().getOrDefault(now.getKey(), 0.0))
                    .limit(1))
        .average();
  }

  /**
   * What a version lost on each of its tasks that an earlier version was scored on, by task: the
   * best score before less its own (Chaudhry and others 2018).
   *
   * @param row place of the version
   */
  public Map<String, Forgetting> forgetting(int row) {
    Map<String, Forgetting> forgetting = new TreeMap<>();
    Row own = rows.get(row);
    for (Row earlier : rows.subList(0, row)) {
      earlier
          .scores()
          .forEach(
              (task, score) -> {
                Double now = own.scores().get(task);
                Forgetting known = forgetting.get(task);
                if (now != null && (known == null || score > known.best())) {
                  forgetting.put(task, new Forgetting(task, score, earlier.version(), now));
                }
              });
    }
    return forgetting;
  }

  /**
   * The task that a version lost most on; the first by name of equal ones.
   *
   * @param row place of the version
   */
  public Optional<Forgetting> worst(int row) {
    Optional<Forgetting> worst = Optional.empty();
    for (Forgetting one : forgetting(row).values()) {
      if (worst.isEmpty() || one.loss() > worst.get().loss()) {
        worst = Optional.of(one);
      }
    }
    return worst;
  }
}
