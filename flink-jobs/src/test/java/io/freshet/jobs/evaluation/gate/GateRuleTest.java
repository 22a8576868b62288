/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.freshet.connectors.records.ModelVersion.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** A version is rejected only where it is surely worse. */
class GateRuleTest {
  private static final int QUERIES = 100;

  /** Scores of two tasks: reproducible values in [0, 1], put through a change. */
  private static ProbeScores scores(DoubleUnaryOperator change) {
    SplittableRandom random = new SplittableRandom(7);
    Map<String, Map<String, Double>> ndcg = new HashMap<>();
    for (String task : new String[] {"search", "qa"}) {
      Map<String, Double> values = new HashMap<>();
      for (int i = 0; i < QUERIES; i++) {
        values.put("q" + i, change.applyAsDouble(random.nextDouble()));
      }
      ndcg.put(task, values);
    }
    return new ProbeScores("d", ndcg, Map.of("search.recall_10", 0.5));
  }

  @Test
  void promotesTheFirst() {
    GateRule.Ruling ruling = GateRule.rule(Optional.empty(), scores(v -> v));
    assertThat(ruling.verdict()).isEqualTo(Verdict.PROMOTED);
    assertThat(ruling.metrics()).containsKeys("search.recall_10", "mean.ndcg_cut_10");
  }

  @Test
  void promotesAnEqualOne() {
    GateRule.Ruling ruling = GateRule.rule(Optional.of(scores(v -> v)), scores(v -> v));
    assertThat(ruling.verdict()).isEqualTo(Verdict.PROMOTED);
    assertThat(ruling.metrics().get("loss.probability")).isZero();
  }

  @Test
  void promotesABetterOne() {
    GateRule.Ruling ruling =
        GateRule.rule(Optional.of(scores(v -> v)), scores(v -> Math.min(1, v + 0.01)));
    assertThat(ruling.verdict()).isEqualTo(Verdict.PROMOTED);
    assertThat(ruling.reason()).startsWith("not lower");
  }

  @Test
  void promotesALowerOneWithinNoise() {
    // A few queries fall and nearly as many rise, so that the mean is lower by 0.001.
    SplittableRandom noise = new SplittableRandom(3);
    ProbeScores serving = scores(v -> 0.5);
    ProbeScores candidate = scores(v -> 0.5 + noise.nextDouble(-0.2, 0.2));
    double shift = serving.meanNdcg() - candidate.meanNdcg() - 0.001;
    SplittableRandom again = new SplittableRandom(3);
    GateRule.Ruling ruling =
        GateRule.rule(Optional.of(serving), scores(v -> 0.5 + again.nextDouble(-0.2, 0.2) + shift));
    assertThat(ruling.reason()).startsWith("lower within noise");
    assertThat(ruling.verdict()).isEqualTo(Verdict.PROMOTED);
    assertThat(ruling.metrics().get("loss.probability")).isBetween(0.5, 0.8);
  }

  @Test
  void rejectsASurelyWorseOne() {
    GateRule.Ruling ruling = GateRule.rule(Optional.of(scores(v -> v)), scores(v -> v * 0.9));
    assertThat(ruling.verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(ruling.reason()).startsWith("worse");
    assertThat(ruling.metrics().get("loss.probability")).isEqualTo(1.0);
  }

  @Test
  void tasksCountAlikeWhateverTheirNumberOfQueries() {
    Map<String, Double> many = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      many.put("q" + i, 0.5);
    }
    ProbeScores serving =
        new ProbeScores("d", Map.of("many", many, "few", Map.of("a", 0.9, "b", 0.7)), Map.of());
    assertThat(serving.meanNdcg()).isEqualTo(0.65, org.assertj.core.data.Offset.offset(1e-12));
  }

  @Test
  void rejectsWhatIsNoNumber() {
    assertThat(GateRule.rule(Optional.empty(), scores(v -> Double.NaN)).verdict())
        .isEqualTo(Verdict.REJECTED);
  }

  @Test
  void sameScoresGiveTheSameRuling() {
    ProbeScores serving = scores(v -> v);
    ProbeScores candidate = scores(v -> v > 0.5 ? v * 0.97 : v * 1.02);
    assertThat(GateRule.rule(Optional.of(serving), candidate))
        .isEqualTo(GateRule.rule(Optional.of(serving), candidate));
  }

  @Test
  void refusesToCompareOnOtherQueries() {
    ProbeScores other = new ProbeScores("d", Map.of("search", Map.of("q0", 1.0)), Map.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GateRule.rule(Optional.of(other), scores(v -> v)));
  }
}
