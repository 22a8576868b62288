/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.evaluation.comparison.ForgettingMatrix.Row;
import java.io.Serializable;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which decisions the gate goes on knowing. A decision that it forgets was made on a version that
 * the registry deleted long ago by default, neither serves nor did lately, and holds no record on
 * any task; only a trainer that goes back that far would announce the version again, and it is then
 * judged again.
 *
 * @param newest decisions that are kept whatever they say
 * @param promoted decisions on versions that serve or served, kept beyond the newest: those that a
 *     person may want back
 */
record KeptDecisions(int newest, int promoted) implements Serializable {

  /** Twenty times what a registry keeps of either by default. */
  static final KeptDecisions DEFAULT = new KeptDecisions(1_000, 400);

  private static final Comparator<Decision> NEWEST_FIRST =
      Comparator.comparingLong(Decision::decidedAt).thenComparing(Decision::name).reversed();

  /** How many decisions there may be before some are forgotten: not at every single one. */
  int most() {
    return newest + promoted + newest / 4;
  }

  /**
   * The names of the versions whose decisions are kept.
   *
   * @param needed versions that the gate refers to otherwise
   */
  Set<String> of(Collection<Decision> all, Set<String> needed) {
    Set<String> kept = new HashSet<>(needed);
    List<Decision> sorted = all.stream().sorted(NEWEST_FIRST).toList();
    sorted.stream().limit(newest).forEach(each -> kept.add(each.name()));
    sorted.stream()
        .filter(KeptDecisions::served)
        .limit(promoted)
        .forEach(each -> kept.add(each.name()));
    kept.addAll(compared(all));
    return kept;
  }

  private static boolean served(Decision decision) {
    return decision.verdict() == Verdict.PROMOTED || decision.verdict() == Verdict.ROLLED_BACK;
  }

  /**
   * The versions that the newest one and later ones are compared with: those with the first score
   * of a task on its present probe set and with the best one, also without the newest. So what is
   * said of forgetting does not change.
   */
  private static Set<String> compared(Collection<Decision> all) {
    List<Row> rows = ProbeMatrix.of(all).rows();
    Set<String> compared = new HashSet<>();
    Map<String, Row> best = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      if (i == rows.size() - 1) {
        best.values().forEach(row -> compared.add(row.version()));
      }
      Row row = rows.get(i);
      row.scores()
          .forEach(
              (task, score) -> {
                Row known = best.get(task);
                if (known == null) {
                  compared.add(row.version());
                }
                if (known == null || score > known.scores().getOrDefault(task, 0.0)) {
                  best.put(task, row);
                }
              });
    }
    best.values().forEach(row -> compared.add(row.version()));
    return compared;
  }
}
