/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingMetricsTest {
  private static final Map<String, Integer> GRADES = Map.of("a", 2, "b", 1, "c", 0, "d", -1);

  @Test
  void understandsNamesAndRefusesOthers() {
    for (String name : RankingMetrics.DEFAULT) {
      assertThat(Metric.parse(name).name()).isEqualTo(name);
    }
    for (String name :
        List.of("ndgc", "map_10", "P", "P_0", "ndcg_cut", "recall_", "P_99999999999")) {
      assertThatThrownBy(() -> RankingMetrics.of(List.of(name)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("ndcg_cut_K");
    }
  }

  @Test
  void tiesGoByDescendingIdInBytes() {
    // U+1F600 comes after U+FF21 in UTF-8 but before it in UTF-16.
    Ranking ranking =
        new Ranking(
            "q",
            List.of(
                new ScoredDocument("d1", 0.5),
                new ScoredDocument("d10", 0.5),
                new ScoredDocument("\uff21", 0.5),
                new ScoredDocument("\ud83d\ude00", 0.5),
                new ScoredDocument("x", 0.50000000001),
                new ScoredDocument("top", 0.6),
                new ScoredDocument("zero", -0.0),
                new ScoredDocument("nil", 0.0)));
    assertThat(ranking.ids())
        .containsExactly("top", "x", "\ud83d\ude00", "\uff21", "d10", "d1", "zero", "nil");
    assertThat(ranking.ids(new RankOrder(ScorePrecision.FLOAT32, Ties.DESCENDING_ID)))
        .as("in single precision x is tied")
        .containsExactly("top", "\ud83d\ude00", "\uff21", "x", "d10", "d1", "zero", "nil");
    assertThat(ranking.ids(new RankOrder(ScorePrecision.FLOAT32, Ties.ASCENDING_ID)))
        .containsExactly("top", "d1", "d10", "x", "\uff21", "\ud83d\ude00", "nil", "zero");
    assertThat(ranking.ids(new RankOrder(ScorePrecision.FLOAT32, Ties.AS_GIVEN)))
        .containsExactly("top", "d1", "d10", "\uff21", "\ud83d\ude00", "x", "zero", "nil");
  }

  @Test
  void idsCompareAsTheirBytes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int[] alphabet = {'a', 'b', 0xe9, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x1f600};
    for (int i = 0; i < 10_000; i++) {
      String a = text(random, alphabet);
      String b = text(random, alphabet);
      assertThat(Integer.signum(RankOrder.compareIds(a, b)))
          .as("seed %d: %s and %s", seed, a, b)
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8))));
    }
  }

  private static String text(Random random, int[] alphabet) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }

  @Test
  void refusesDoubleDocumentsAndScoresThatAreNoNumbers() {
    ScoredDocument document = new ScoredDocument("d", 1);
    assertThatThrownBy(() -> new Ranking("q", List.of(document, document)))
        .hasMessageContaining("document d answers query q twice");
    assertThatThrownBy(() -> new ScoredDocument("d", Double.NaN)).hasMessageContaining("d");
  }

  @Test
  void liveMetricsTakeRanksAsGiven() {
    assertThat(QueryMetrics.of(List.of("c", "x", "b", "a"), GRADES))
        .containsEntry("mrr", 1.0 / 3)
        .containsEntry("recall_10", 1.0)
        .hasEntrySatisfying(
            "ndcg_cut_10",
            value ->
                assertThat(value)
                    .isCloseTo(
                        (1 / 2.0 + 2 / (Math.log(5) / Math.log(2)))
                            / (2 + 1 / (Math.log(3) / Math.log(2))),
                        within(1e-12)));
    assertThat(QueryMetrics.of(List.of(), GRADES).values()).containsOnly(0.0);
    assertThat(QueryMetrics.of(List.of("a"), Map.of()).values()).containsOnly(0.0);
  }

  @Test
  void reciprocalRankWithinACutIsBeirs() {
    RankingMetrics metrics = RankingMetrics.of(List.of("mrr_cut_2", "recip_rank"));
    assertThat(metrics.evaluate(List.of("c", "x", "b"), GRADES))
        .containsEntry("mrr_cut_2", 0.0)
        .containsEntry("recip_rank", 1.0 / 3);
  }

  @Test
  void writesTheJsonForm() {
    RankingMetrics metrics = RankingMetrics.of(List.of("P_1"));
    MetricResults results =
        metrics.evaluate(
            Map.of("q1", new Ranking("q1", List.of(new ScoredDocument("a", 1)))),
            Map.of("q1", GRADES, "q2", GRADES));
    assertThat(results.toJson(true))
        .hasToString(
            "{\"all\":{\"P_1\":0.5},\"per_query\":{\"q1\":{\"P_1\":1.0},\"q2\":{\"P_1\":0.0}}}");
    assertThat(results.toJson(false)).hasToString("{\"all\":{\"P_1\":0.5}}");
    assertThat(results.values("P_1")).containsEntry("q1", 1.0).containsEntry("q2", 0.0);
  }
}
