/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.freshet.evaluation.comparison.TaskFinding.Outcome;
import io.freshet.evaluation.comparison.TaskFindings.Scores;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One finding a task: worse, held, or undecided with its reason. */
class TaskFindingsTest {
  private static final TaskTerms TERMS = new TaskTerms(0.02, 30);
  private static final int RESAMPLES = 2_000;

  /** A task whose queries differ by normal noise around a shift. */
  private static Scores task(int queries, double shift, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Double> baseline = new HashMap<>();
    Map<String, Double> candidate = new HashMap<>();
    for (int i = 0; i < queries; i++) {
      double value = random.nextDouble();
      baseline.put("q" + i, value);
      candidate.put("q" + i, value + shift + noise * random.nextGaussian());
    }
    return new Scores(TERMS, baseline, candidate);
  }

  private static Map<String, Outcome> outcomes(Map<String, Scores> tasks) {
    Map<String, Outcome> outcomes = new TreeMap<>();
    TaskFindings.of(tasks, RESAMPLES, 1)
        .forEach((name, finding) -> outcomes.put(name, finding.outcome()));
    return outcomes;
  }

  @Test
  void namesTheOneTaskThatIsBroken() {
    Map<String, Scores> tasks = new TreeMap<>();
    for (int i = 0; i < 5; i++) {
      tasks.put("good" + i, task(500, 0.01, 0.05, i));
    }
    tasks.put("broken", task(500, -0.2, 0.05, 9));
    Map<String, Outcome> outcomes = outcomes(tasks);
    assertThat(outcomes).containsEntry("broken", Outcome.WORSE);
    outcomes.remove("broken");
    assertThat(outcomes.values()).containsOnly(Outcome.HELD);
  }

  @Test
  void fewQueriesDecideNothingWhateverTheySay() {
    assertThat(outcomes(Map.of("t", task(29, -0.5, 0.01, 1))))
        .containsEntry("t", Outcome.UNDECIDED);
    assertThat(outcomes(Map.of("t", task(30, -0.5, 0.01, 1)))).containsEntry("t", Outcome.WORSE);
    assertThat(TaskFindings.of(Map.of("t", task(29, 0, 0.01, 1)), RESAMPLES, 1).get("t").reason())
        .startsWith("29 judged queries, 30 are needed");
  }

  @Test
  void noiseAboveTheToleranceIsUndecidedAndAClearGainIsNot() {
    Scores noisy = task(100, 0, 0.4, 3);
    TaskFinding finding = TaskFindings.of(Map.of("t", noisy), RESAMPLES, 1).get("t");
    assertThat(finding.smallestDetectableLoss()).isGreaterThan(TERMS.tolerance());
    assertThat(finding.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(outcomes(Map.of("t", task(100, 0.3, 0.4, 3)))).containsEntry("t", Outcome.HELD);
  }

  @Test
  void lossWithinTheToleranceIsHeld() {
    assertThat(outcomes(Map.of("t", task(2_000, -0.01, 0.05, 4)))).containsEntry("t", Outcome.HELD);
  }

  @Test
  void equalAnswersProveNothingOnQueriesTooFewToHoldTheBadOnes() {
    // 1 - 0.95 = (1 - 2 * 0.02)^n where n is about 75.
    assertThat(outcomes(Map.of("t", task(74, 0, 0, 4)))).containsEntry("t", Outcome.UNDECIDED);
    assertThat(outcomes(Map.of("t", task(75, 0, 0, 4)))).containsEntry("t", Outcome.HELD);
    assertThat(outcomes(Map.of("t", task(74, 0.02, 0, 4)))).containsEntry("t", Outcome.HELD);
  }

  @Test
  void holmAsksMoreOfTheSurestTaskThanOfOneAlone() {
    // One task at 97 % or so: sure alone, not sure as the surest of ten.
    Scores border = task(200, -0.031, 0.08, 11);
    TaskFinding alone = TaskFindings.of(Map.of("border", border), RESAMPLES, 1).get("border");
    assertThat(alone.comparison().lossProbability()).isBetween(0.955, 0.99);
    assertThat(alone.outcome()).isEqualTo(Outcome.WORSE);
    Map<String, Scores> ten = new TreeMap<>();
    ten.put("border", border);
    for (int i = 0; i < 9; i++) {
      ten.put("good" + i, task(200, 0, 0.01, i));
    }
    TaskFinding amongTen = TaskFindings.of(ten, RESAMPLES, 1).get("border");
    assertThat(amongTen.requiredProbability()).isEqualTo(1 - 0.05 / 10);
    assertThat(amongTen.outcome()).isEqualTo(Outcome.UNDECIDED);
  }

  @Test
  void termsAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TaskTerms(-0.1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TaskTerms(0, 0));
  }
}
