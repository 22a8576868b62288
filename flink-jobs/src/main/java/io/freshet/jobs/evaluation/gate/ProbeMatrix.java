/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.evaluation.comparison.ForgettingMatrix;
import io.freshet.evaluation.comparison.ForgettingMatrix.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the matrix of versions and tasks from the numbers in the gate's decisions. A task's scores
 * in it are all of one probe set, that of the newest version scored on the task: a loss between two
 * sets would say nothing of the versions.
 */
public final class ProbeMatrix {
  /** The metric that stands in the matrix. */
  public static final String METRIC = "ndcg_cut_10";

  private ProbeMatrix() {}

  /** The matrix of the versions that were scored; the last decision on a version counts. */
  public static ForgettingMatrix of(Iterable<Decision> decisions) {
    Map<String, Decision> last = new TreeMap<>();
    decisions.forEach(decision -> last.put(decision.name(), decision));
    List<Decision> bySteps = new ArrayList<>(last.values());
    bySteps.sort(Comparator.comparingLong(Decision::step));
    Map<String, String> newest = new TreeMap<>();
    for (Decision decision : bySteps) {
      scores(decision).keySet().forEach(task -> newest.put(task, probeSet(decision, task)));
    }
    List<Row> rows = new ArrayList<>();
    for (Decision decision : bySteps) {
      Map<String, Double> scores = scores(decision);
      scores.keySet().removeIf(task -> !probeSet(decision, task).equals(newest.get(task)));
      if (!scores.isEmpty()) {
        rows.add(new Row(decision.name(), scores));
      }
    }
    return new ForgettingMatrix(rows);
  }

  /** Digest of the set a task was scored on; empty where the decision names none. */
  private static String probeSet(Decision decision, String task) {
    return decision.probeSets().getOrDefault(task, "");
  }

  private static Map<String, Double> scores(Decision decision) {
    Map<String, Double> scores = new TreeMap<>();
    decision
        .metrics()
        .forEach(
            (name, value) -> {
              String task = name.substring(0, Math.max(0, name.lastIndexOf('.')));
              boolean overall = task.isEmpty() || task.equals("mean") || task.equals("serving");
              if (!overall && name.endsWith("." + METRIC)) {
                scores.put(task, value);
              }
            });
    return scores;
  }
}
