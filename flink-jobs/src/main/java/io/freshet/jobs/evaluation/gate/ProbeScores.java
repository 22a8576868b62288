/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What one version reached on the probe sets.
 *
 * @param digest digest of the version
 * @param ndcg by task, then by query id: nDCG@10 of every judged query of the task's probe set
 * @param means by {@code <task>.<metric>}: means over the judged queries, to be shown
 * @param sets by task: {@link io.freshet.jobs.probes.ProbeSetDigest} of the probe set it was scored
 *     on; a task without one was scored on a set that nobody named
 * @param asked by task: how its queries were encoded, their prompt and length
 * @param documentsPerSecond how fast it encoded the documents of all sets; empty where it had none
 */
public record ProbeScores(
    String digest,
    Map<String, Map<String, Double>> ndcg,
    Map<String, Double> means,
    Map<String, String> sets,
    Map<String, String> asked,
    OptionalDouble documentsPerSecond) {

  /** Copies the maps, sorted, so that everything computed from them has one order. */
  public ProbeScores {
    TreeMap<String, Map<String, Double>> sorted = new TreeMap<>();
    ndcg.forEach((task, values) -> sorted.put(task, sortedCopy(values)));
    ndcg = Collections.unmodifiableMap(sorted);
    means = sortedCopy(means);
    sets = sortedCopy(sets);
    asked = sortedCopy(asked);
  }

  /** Scores that belong to no files, as those of simulations. */
  public ProbeScores(
      String digest, Map<String, Map<String, Double>> ndcg, Map<String, Double> means) {
    this(digest, ndcg, means, Map.of(), Map.of(), OptionalDouble.empty());
  }

  private static <V> Map<String, V> sortedCopy(Map<String, V> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }

  /**
   * Whether both were scored on the same queries of the same tasks, asked in the same way, and on
   * the same judgments and documents, as a pairing needs.
   */
  public boolean pairsWith(ProbeScores other) {
    if (!sets.equals(other.sets)
        || !asked.equals(other.asked)
        || !ndcg.keySet().equals(other.ndcg.keySet())) {
      return false;
    }
    return ndcg.keySet().stream()
        .allMatch(task -> taskNdcg(task).keySet().equals(other.taskNdcg(task).keySet()));
  }

  /** Per-query values of one task, by ascending query id; empty for a task that is not known. */
  public Map<String, Double> taskNdcg(String task) {
    return ndcg.getOrDefault(task, Map.of());
  }

  /** Mean over tasks of each task's mean nDCG@10. */
  public double meanNdcg() {
    return ndcg.values().stream()
        .mapToDouble(
            values -> values.values().stream().mapToDouble(v -> v).average().orElse(Double.NaN))
        .average()
        .orElse(Double.NaN);
  }
}
