/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import io.freshet.config.GateConfig;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.TaskFinding;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.jobs.evaluation.gate.GateRule.ReasonedVerdict;
import io.freshet.jobs.evaluation.gate.GateRule.Serving;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;

/** A version is rejected only where it is surely worse, and then by the names of the tasks. */
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

  private static final GateConfig CONFIG =
      new GateConfig(0.02, Map.of("lenient", 0.3), 30, 0.0, Duration.ofHours(1));

  private static Optional<Serving> serving(ProbeScores scores) {
    return Optional.of(new Serving(scores, Duration.ofMinutes(1)));
  }

  private static ReasonedVerdict rule(ProbeScores serving, ProbeScores candidate) {
    return GateRule.judge(serving(serving), candidate, CONFIG);
  }

  /** Six tasks, each query of each put through the task's own change. */
  private static ProbeScores six(ToDoubleBiFunction<String, Double> change) {
    SplittableRandom random = new SplittableRandom(5);
    Map<String, Map<String, Double>> ndcg = new TreeMap<>();
    for (String task : List.of("code", "qa", "search", "medical", "similar", "snippets")) {
      Map<String, Double> values = new TreeMap<>();
      for (int i = 0; i < QUERIES; i++) {
        values.put("q" + i, change.applyAsDouble(task, random.nextDouble()));
      }
      ndcg.put(task, values);
    }
    return new ProbeScores("d", ndcg, Map.of());
  }

  @Test
  void withoutProbeSetsOnlyAgePromotes() {
    ProbeScores none = new ProbeScores("d", Map.of(), Map.of());
    assertThat(GateRule.judge(Optional.empty(), none, CONFIG).verdict())
        .isEqualTo(Verdict.PROMOTED);
    ReasonedVerdict young = GateRule.judge(serving(none), none, CONFIG);
    assertThat(young.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(young.reason()).contains("no probe sets", "evaluation.probe-path");
    ReasonedVerdict old =
        GateRule.judge(Optional.of(new Serving(none, Duration.ofHours(1))), none, CONFIG);
    assertThat(old.verdict()).isEqualTo(Verdict.PROMOTED);
    assertThat(old.ground()).isEqualTo(Ground.AGE);
    assertThat(old.metrics().values()).allMatch(Double::isFinite);
  }

  @Test
  void promotesTheFirst() {
    ReasonedVerdict verdict = GateRule.judge(Optional.empty(), scores(v -> v), CONFIG);
    assertThat(verdict.verdict()).isEqualTo(Verdict.PROMOTED);
    assertThat(verdict.metrics()).containsKeys("search.recall_10", "mean.ndcg_cut_10");
  }

  @Test
  void promotesAnEqualOne() {
    ReasonedVerdict verdict = rule(scores(v -> v), scores(v -> v));
    assertThat(verdict.verdict()).isEqualTo(Verdict.PROMOTED);
    assertThat(verdict.metrics()).containsEntry("gain", 0.0);
  }

  @Test
  void allNumbersStandInTheRuling() {
    ReasonedVerdict verdict = rule(scores(v -> v), scores(v -> Math.min(1, v + 0.01)));
    assertThat(verdict.verdict()).isEqualTo(Verdict.PROMOTED);
    assertThat(verdict.ground()).isEqualTo(Ground.PROBES);
    assertThat(verdict.metrics())
        .containsKeys("mean.ndcg_cut_10", "serving.ndcg_cut_10", "gain", "serving.age.seconds");
    assertThat(verdict.tasks()).containsOnlyKeys("search", "qa");
    TaskFinding search = verdict.tasks().get("search");
    assertThat(search.outcome()).isEqualTo(TaskFinding.Outcome.HELD);
    assertThat(search.numbers())
        .containsEntry("tolerance", 0.02)
        .containsEntry("queries", 100.0)
        .containsKeys("candidate", "serving", "low", "high", "smallest.detectable.loss");
    assertThat(search.numbers().get("difference"))
        .isCloseTo(
            search.numbers().get("candidate") - search.numbers().get("serving"), offset(1e-12));
  }

  @Test
  void rejectsByNameTheVersionThatBreaksOneTaskOfSix() {
    // Better on five by as much as it loses on one, so that the mean is not lower.
    ProbeScores serving = six((task, v) -> 0.5 + v / 4);
    ReasonedVerdict verdict =
        rule(serving, six((task, v) -> 0.5 + v / 4 + (task.equals("medical") ? -0.1 : 0.05)));
    assertThat(verdict.metrics().get("gain")).isPositive();
    assertThat(verdict.verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(verdict.reason()).startsWith("worse on medical (").doesNotContain("qa");
  }

  @Test
  void rejectsASurelyWorseOne() {
    ReasonedVerdict verdict = rule(scores(v -> v), scores(v -> v * 0.8));
    assertThat(verdict.verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(verdict.reason()).startsWith("worse on qa (").contains("search");
  }

  @Test
  void everyTaskHasItsOwnTolerance() {
    ProbeScores before = new ProbeScores("d", Map.of("lenient", values(0.9)), Map.of());
    ProbeScores after = new ProbeScores("d", Map.of("lenient", values(0.7)), Map.of());
    assertThat(rule(before, after).tasks().get("lenient").outcome())
        .isEqualTo(TaskFinding.Outcome.HELD);
  }

  private static Map<String, Double> values(double value) {
    Map<String, Double> values = new HashMap<>();
    for (int i = 0; i < QUERIES; i++) {
      values.put("q" + i, value);
    }
    return values;
  }

  @Test
  void fewQueriesAreUndecidedUntilTheServingVersionIsOld() {
    ProbeScores few = new ProbeScores("d", Map.of("t", Map.of("a", 0.5, "b", 0.6)), Map.of());
    ReasonedVerdict young = rule(few, few);
    assertThat(young.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(young.reason()).startsWith("cannot tell on t (2 judged queries, 30 are needed");
    ReasonedVerdict old =
        GateRule.judge(Optional.of(new Serving(few, Duration.ofHours(1))), few, CONFIG);
    assertThat(old.verdict()).isEqualTo(Verdict.PROMOTED);
    assertThat(old.ground()).isEqualTo(Ground.AGE);
  }

  @Test
  void ageNeverPromotesARejectedOne() {
    ReasonedVerdict verdict =
        GateRule.judge(
            Optional.of(new Serving(scores(v -> v), Duration.ofDays(9))),
            scores(v -> v * 0.8),
            CONFIG);
    assertThat(verdict.verdict()).isEqualTo(Verdict.REJECTED);
  }

  @Test
  void tooLittleGainIsUndecided() {
    GateConfig demanding = new GateConfig(0.02, Map.of(), 30, 0.05, Duration.ofHours(1));
    ReasonedVerdict verdict =
        GateRule.judge(serving(scores(v -> v / 2)), scores(v -> v / 2 + 0.02), demanding);
    assertThat(verdict.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(verdict.reason()).startsWith("brings too little");
    assertThat(
            GateRule.judge(serving(scores(v -> v / 2)), scores(v -> v / 2 + 0.06), demanding)
                .verdict())
        .isEqualTo(Verdict.PROMOTED);
  }

  @Test
  void tasksCountAlikeWhateverTheirNumberOfQueries() {
    ProbeScores serving =
        new ProbeScores(
            "d", Map.of("many", values(0.5), "few", Map.of("a", 0.9, "b", 0.7)), Map.of());
    assertThat(serving.meanNdcg()).isEqualTo(0.65, offset(1e-12));
  }

  @Test
  void tellsHowFastDocumentsWereEncodedWhereThatIsKnown() {
    ProbeScores timed =
        new ProbeScores(
            "d",
            Map.of("search", values(0.5)),
            Map.of(),
            Map.of(),
            Map.of(),
            OptionalDouble.of(51.4));
    assertThat(GateRule.judge(Optional.empty(), timed, CONFIG).metrics())
        .containsEntry("documents.per_second", 51.4);
    assertThat(GateRule.judge(Optional.empty(), scores(v -> v), CONFIG).metrics())
        .doesNotContainKey("documents.per_second");
  }

  @Test
  void rejectsWhatIsNoNumber() {
    ReasonedVerdict verdict = GateRule.judge(Optional.empty(), scores(v -> Double.NaN), CONFIG);
    assertThat(verdict.verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(verdict.reason()).endsWith("on qa, search");
  }

  @Test
  void sameScoresGiveTheSameRuling() {
    ProbeScores serving = scores(v -> v);
    ProbeScores candidate = scores(v -> v > 0.5 ? v * 0.97 : v * 1.02);
    assertThat(rule(serving, candidate)).isEqualTo(rule(serving, candidate));
  }

  @Test
  void refusesToCompareOnOtherQueries() {
    ProbeScores other = new ProbeScores("d", Map.of("search", Map.of("q0", 1.0)), Map.of());
    assertThatIllegalArgumentException().isThrownBy(() -> rule(other, scores(v -> v)));
  }
}
