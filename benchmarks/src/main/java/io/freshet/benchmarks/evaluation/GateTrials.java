/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.evaluation;

import io.freshet.config.GateConfig;
import io.freshet.connectors.records.ModelVersion.TaskFinding;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.evaluation.simulation.Rate;
import io.freshet.evaluation.simulation.SimulatedTask;
import io.freshet.jobs.evaluation.gate.GateRule;
import io.freshet.jobs.evaluation.gate.GateRule.ReasonedVerdict;
import io.freshet.jobs.evaluation.gate.GateRule.Serving;
import io.freshet.jobs.evaluation.gate.ProbeScores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Lets the gate's rule decide on many versions drawn from one population. */
final class GateTrials {
  private static final int MINIMUM_QUERIES = 30;

  private GateTrials() {}

  /**
   * How often each verdict fell.
   *
   * @param promotedByPowerAlone how often the version was promoted and the smallest detectable loss
   *     was within the tolerance on every task
   */
  record Answers(Rate promoted, Rate rejected, Rate promotedByPowerAlone) {}

  /**
   * Draws and judges; every trial has draws of its own, so their order does not matter.
   *
   * @param queries of every task's probe set
   */
  static Answers run(
      List<SimulatedTask> tasks, int queries, double tolerance, int trials, long seed) {
    // Gain and age decide nothing: a version without a loss brings enough, and none is old.
    GateConfig config =
        new GateConfig(tolerance, Map.of(), MINIMUM_QUERIES, -1, Duration.ofDays(1));
    List<ReasonedVerdict> verdicts =
        IntStream.range(0, trials)
            .parallel()
            .mapToObj(
                trial -> judge(tasks, queries, config, new SplittableRandom(seed + 31L * trial)))
            .toList();
    return new Answers(
        rate(verdicts, verdict -> verdict.verdict() == Verdict.PROMOTED),
        rate(verdicts, verdict -> verdict.verdict() == Verdict.REJECTED),
        rate(
            verdicts,
            verdict ->
                verdict.verdict() == Verdict.PROMOTED
                    && verdict.tasks().values().stream().allMatch(GateTrials::able)));
  }

  private static boolean able(TaskFinding finding) {
    Map<String, Double> numbers = finding.numbers();
    return numbers.getOrDefault("smallest.detectable.loss", Double.NaN)
        <= numbers.getOrDefault("tolerance", Double.NaN);
  }

  private static Rate rate(List<ReasonedVerdict> verdicts, Predicate<ReasonedVerdict> wanted) {
    return new Rate((int) verdicts.stream().filter(wanted).count(), verdicts.size());
  }

  private static ReasonedVerdict judge(
      List<SimulatedTask> tasks, int queries, GateConfig config, SplittableRandom random) {
    Map<String, Map<String, Double>> serving = new TreeMap<>();
    Map<String, Map<String, Double>> candidate = new TreeMap<>();
    for (int i = 0; i < tasks.size(); i++) {
      SimulatedTask.Sample sample = tasks.get(i).draw(queries, random);
      serving.put("task" + i, sample.baseline());
      candidate.put("task" + i, sample.candidate());
    }
    return GateRule.judge(
        Optional.of(
            new Serving(new ProbeScores("serving", serving, Map.of()), Duration.ofSeconds(1))),
        new ProbeScores("candidate", candidate, Map.of()),
        config);
  }
}
