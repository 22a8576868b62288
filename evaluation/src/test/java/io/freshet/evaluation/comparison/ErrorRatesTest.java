/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.evaluation.comparison.TaskFinding.Outcome;
import io.freshet.evaluation.simulation.QueryValues;
import io.freshet.evaluation.simulation.Rate;
import io.freshet.evaluation.simulation.SimulatedTask;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rule keeps its two promises on versions whose true loss is known. */
class ErrorRatesTest {
  private static final double TOLERANCE = 0.05;
  private static final double BOUND = 0.05;
  private static final int RESAMPLES = 1_000;
  private static final int TRIALS = 400;

  /** So unlikely under the bound that one run in a hundred thousand fails by chance. */
  private static final double IMPOSSIBLE = 1e-6;

  private final long seed = System.nanoTime();

  /** How often the findings are as wanted where the first task has one loss and the others none. */
  private Rate rate(
      QueryValues values,
      double agreement,
      int tasks,
      int queries,
      double loss,
      Predicate<Map<String, TaskFinding>> wanted) {
    int times = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      SplittableRandom random = new SplittableRandom(seed + trial);
      Map<String, TaskFindings.Scores> scores = new TreeMap<>();
      for (int task = 0; task < tasks; task++) {
        SimulatedTask.Sample sample =
            new SimulatedTask(values, agreement, task == 0 ? -loss : 0).draw(queries, random);
        scores.put(
            "task" + task,
            new TaskFindings.Scores(
                new TaskTerms(TOLERANCE, 30), sample.baseline(), sample.candidate()));
      }
      if (wanted.test(TaskFindings.of(scores, RESAMPLES, trial))) {
        times++;
      }
    }
    return new Rate(times, TRIALS);
  }

  private static boolean promoted(Map<String, TaskFinding> findings) {
    return findings.values().stream().allMatch(finding -> finding.outcome() == Outcome.HELD);
  }

  private static boolean rejected(Map<String, TaskFinding> findings) {
    return findings.values().stream().anyMatch(finding -> finding.outcome() == Outcome.WORSE);
  }

  @ParameterizedTest
  @EnumSource(QueryValues.class)
  void twiceTheToleranceIsSeldomPromoted(QueryValues values) {
    for (double agreement : new double[] {0.5, 0.98}) {
      for (int queries : new int[] {30, 60, 200}) {
        Rate rate = rate(values, agreement, 1, queries, 2 * TOLERANCE, ErrorRatesTest::promoted);
        assertThat(rate.likelihoodUnder(BOUND))
            .as("%s, seed %d: %s, agreement %s, %d queries", rate, seed, values, agreement, queries)
            .isGreaterThan(IMPOSSIBLE);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(QueryValues.class)
  void equalVersionIsSeldomRejectedOnAnyTask(QueryValues values) {
    for (int tasks : new int[] {1, 6}) {
      Rate rate = rate(values, 0.5, tasks, 30, 0, ErrorRatesTest::rejected);
      assertThat(rate.likelihoodUnder(BOUND))
          .as("%s, seed %d: %s, %d tasks", rate, seed, values, tasks)
          .isGreaterThan(IMPOSSIBLE);
    }
  }

  @Test
  void largeLossesAndGainsAreSeen() {
    QueryValues values = QueryValues.NDCG_ONE_RELEVANT;
    Rate broken = rate(values, 0.5, 6, 200, 5 * TOLERANCE, ErrorRatesTest::rejected);
    assertThat(broken.share()).as("%s, seed %d", broken, seed).isGreaterThan(0.9);
    Rate better = rate(values, 0.5, 1, 200, -2 * TOLERANCE, ErrorRatesTest::promoted);
    assertThat(better.share()).as("%s, seed %d", better, seed).isGreaterThan(0.9);
  }
}
