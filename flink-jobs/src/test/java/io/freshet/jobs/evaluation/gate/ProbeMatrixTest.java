/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.evaluation.comparison.ForgettingMatrix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The matrix holds what can be compared. */
class ProbeMatrixTest {

  private static Decision decision(
      int step, Map<String, Double> scores, Map<String, String> probeSets) {
    Map<String, Double> metrics = new HashMap<>(Map.of("mean.ndcg_cut_10", 0.9));
    scores.forEach((task, score) -> metrics.put(task + ".ndcg_cut_10", score));
    return new Decision(
        step,
        "%016x".formatted(step),
        "uri",
        Verdict.PROMOTED,
        Ground.PROBES,
        "",
        metrics,
        Map.of(),
        probeSets,
        step);
  }

  @Test
  void scoresOfAFormerProbeSetAreNoneToForget() {
    Map<String, String> former = Map.of("qa", "one", "search", "one");
    Map<String, String> refreshed = Map.of("qa", "one", "search", "two");
    ForgettingMatrix matrix =
        ProbeMatrix.of(
            List.of(
                decision(1, Map.of("qa", 0.5, "search", 0.8), former),
                decision(2, Map.of("search", 0.9), former),
                decision(4, Map.of("qa", 0.4, "search", 0.25), refreshed),
                decision(3, Map.of("qa", 0.6, "search", 0.3), refreshed)));
    assertThat(matrix.rows())
        .extracting(ForgettingMatrix.Row::scores)
        .containsExactly(
            Map.of("qa", 0.5), Map.of("qa", 0.6, "search", 0.3), Map.of("qa", 0.4, "search", 0.25));
    assertThat(matrix.forgetting(1)).containsOnlyKeys("qa");
    assertThat(matrix.forgetting(2).get("search").best()).isEqualTo(0.3);
  }

  @Test
  void decisionsThatNameNoProbeSetsStandOnOne() {
    ForgettingMatrix matrix =
        ProbeMatrix.of(
            List.of(
                decision(1, Map.of("qa", 0.5), Map.of()),
                decision(2, Map.of("qa", 0.6), Map.of()),
                decision(2, Map.of("qa", 0.7), Map.of())));
    assertThat(matrix.rows())
        .extracting(ForgettingMatrix.Row::scores)
        .containsExactly(Map.of("qa", 0.5), Map.of("qa", 0.7));
  }
}
