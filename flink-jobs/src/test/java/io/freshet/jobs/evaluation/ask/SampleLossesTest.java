/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.connectors.records.Judgment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A loss is told apart: model, missing documents, graph. */
class SampleLossesTest {
  private static final Judgment JUDGMENT = new Judgment("q", "t", "text", Map.of("a", 1, "b", 1));
  private static final Set<String> ALL = Set.of("a", "b");

  private static Map<String, Double> losses(
      List<String> found, List<String> exact, Set<String> present) {
    return SampleLosses.of(JUDGMENT, found, exact, present);
  }

  @Test
  void nothingIsLostWhereAllIsFound() {
    assertThat(losses(List.of("a", "b"), List.of("a", "b"), ALL))
        .containsEntry(LiveMetrics.SAMPLE, 1.0)
        .containsEntry(LiveMetrics.LOSS_MODEL, 0.0)
        .containsEntry(LiveMetrics.LOSS_MISSING, 0.0)
        .containsEntry(LiveMetrics.LOSS_GRAPH, 0.0);
  }

  @Test
  void eachCauseIsCharged() {
    Map<String, Double> model = losses(List.of("x", "a"), List.of("x", "a"), ALL);
    assertThat(model.get(LiveMetrics.LOSS_MODEL)).isPositive();
    assertThat(model.get(LiveMetrics.LOSS_GRAPH)).isZero();
    Map<String, Double> graph = losses(List.of("x", "y"), List.of("a", "b"), ALL);
    assertThat(graph).containsEntry(LiveMetrics.LOSS_GRAPH, 1.0);
    assertThat(graph).containsEntry(LiveMetrics.LOSS_MODEL, 0.0);
    Map<String, Double> missing = losses(List.of("a"), List.of("a"), Set.of("a"));
    assertThat(missing.get(LiveMetrics.LOSS_MISSING)).isPositive();
    assertThat(missing).containsEntry(LiveMetrics.LOSS_MODEL, 0.0);
    Map<String, Double> none = losses(List.of("x"), List.of("x"), Set.of());
    assertThat(none).containsEntry(LiveMetrics.LOSS_MISSING, 1.0);
    assertThat(none).containsEntry(LiveMetrics.LOSS_MODEL, 0.0);
  }

  @Test
  void lossesAddUp() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      Set<String> present = new TreeSet<>();
      ALL.stream().filter(id -> random.nextBoolean()).forEach(present::add);
      Map<String, Double> losses =
          losses(shuffled(present, random), shuffled(present, random), present);
      double lost =
          losses.get(LiveMetrics.LOSS_MODEL)
              + losses.get(LiveMetrics.LOSS_MISSING)
              + losses.get(LiveMetrics.LOSS_GRAPH);
      assertThat(1 - lost).as("seed %d", seed).isCloseTo(losses.get("sample"), within(1e-12));
    }
  }

  private static List<String> shuffled(Set<String> present, SplittableRandom random) {
    List<String> ids = new ArrayList<>(List.of("x", "y", "z"));
    present.forEach(id -> ids.add(random.nextInt(ids.size() + 1), id));
    return ids;
  }

  @Test
  void samplingTakesItsShareAndTheSameOnesAgain() {
    Sampling sampling = new Sampling(0.25);
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      taken += sampling.takes("q" + i % 100, i / 100) ? 1 : 0;
      assertThat(sampling.takes("q" + i, 7)).isEqualTo(sampling.takes("q" + i, 7));
    }
    assertThat(taken).isBetween(2_200, 2_800);
    assertThat(new Sampling(0).takes("q", 1)).isFalse();
    assertThat(new Sampling(1).takes("q", 1)).isTrue();
  }
}
