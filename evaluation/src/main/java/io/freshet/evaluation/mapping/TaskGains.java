/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What mapped queries of a later version gain on the index of a former one, over several tasks.
 * Immutable.
 *
 * @param all over the queries of all tasks
 * @param tasks the same by task
 */
public record TaskGains(Gain all, SortedMap<String, Gain> tasks) {
  /** Keeps a copy. */
  public TaskGains {
    tasks = Collections.unmodifiableSortedMap(new TreeMap<>(tasks));
  }

  /**
   * Compares.
   *
   * @param former nDCG@10 by query by task, of the queries of the version that built the index
   * @param mapped the same of the mapped ones
   * @param seed of the intervals
   * @throws IllegalArgumentException where the tasks are not the same
   */
  public static TaskGains of(
      Map<String, Map<String, Double>> former, Map<String, Map<String, Double>> mapped, long seed) {
    if (!former.keySet().equals(mapped.keySet())) {
      throw new IllegalArgumentException(
          "tasks %s of one and %s of the other".formatted(former.keySet(), mapped.keySet()));
    }
    SortedMap<String, Gain> tasks = new TreeMap<>();
    former.forEach(
        (task, values) ->
            tasks.put(task, Gain.of(values, mapped.getOrDefault(task, Map.of()), seed)));
    return new TaskGains(Gain.of(together(former), together(mapped), seed), tasks);
  }

  private static Map<String, Double> together(Map<String, Map<String, Double>> tasks) {
    Map<String, Double> all = new HashMap<>();
    tasks.forEach((task, values) -> values.forEach((id, value) -> all.put(task + "/" + id, value)));
    return all;
  }

  /** Whether they gain over all queries, and lose on no task, both beyond doubt (95 %). */
  public boolean help() {
    return all.verdict() == Gain.Verdict.HELPS
        && tasks.values().stream().noneMatch(gain -> gain.verdict() == Gain.Verdict.HURTS);
  }

  /** The gain and its interval, for a person. */
  public String about() {
    return "%+.3f nDCG@10 (%+.3f to %+.3f) over %d probe queries"
        .formatted(
            all.comparison().difference(),
            all.comparison().low(),
            all.comparison().high(),
            all.comparison().queries());
  }
}
