/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.config.GateConfig;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.TaskFinding;
import io.freshet.connectors.records.ModelVersion.TaskFinding.Outcome;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.evaluation.comparison.DecisionRule;
import io.freshet.evaluation.comparison.PairedComparison;
import io.freshet.evaluation.comparison.TaskRuling;
import io.freshet.evaluation.comparison.TaskTerms;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * When a candidate may serve. It is compared with the version promoted last on the nDCG@10 of every
 * task's probe set ({@link DecisionRule}) and is
 *
 * <ul>
 *   <li>REJECTED where it is surely worse on any task;
 *   <li>UNDECIDED where the queries of any task cannot tell, or it brings too little;
 *   <li>PROMOTED otherwise. An undecided one is promoted too where the serving version is old.
 * </ul>
 *
 * <p>The same scores always give the same ruling.
 */
public final class GateRule {
  private static final long SEED = 0x46726573686574L;

  private GateRule() {}

  /**
   * What the rule says.
   *
   * @param reason for a person, with the numbers
   * @param metrics for programs: means by task of the candidate, {@code mean.ndcg_cut_10}, and
   *     where compared {@code serving.ndcg_cut_10}, {@code gain}, {@code minimum.gain}, {@code
   *     serving.age.seconds} and {@code promotion.age.seconds}
   * @param tasks what was found on each task; empty where nothing was compared
   */
  public record Ruling(
      Verdict verdict,
      Ground ground,
      String reason,
      Map<String, Double> metrics,
      Map<String, TaskFinding> tasks) {}

  /**
   * The version promoted last.
   *
   * @param age since it was promoted
   */
  public record Serving(ProbeScores scores, Duration age) {}

  /**
   * Rules on a candidate.
   *
   * @param serving what to compare with; empty while there is none
   * @throws IllegalArgumentException if the two were not scored on the same queries
   */
  public static Ruling rule(Optional<Serving> serving, ProbeScores candidate, GateConfig config) {
    Map<String, Double> metrics = new HashMap<>(candidate.means());
    double mean = candidate.meanNdcg();
    if (Double.isFinite(mean)) {
      metrics.put("mean.ndcg_cut_10", mean);
    }
    List<String> noNumbers = withoutNumbers(candidate);
    if (!noNumbers.isEmpty()) {
      return new Ruling(
          Verdict.REJECTED,
          Ground.PROBES,
          "its scores are not numbers on " + String.join(", ", noNumbers),
          metrics,
          Map.of());
    }
    if (serving.isEmpty()) {
      return new Ruling(
          Verdict.PROMOTED,
          Ground.PROBES,
          "first version: nothing to compare with",
          metrics,
          Map.of());
    }
    ProbeScores before = serving.get().scores();
    if (!candidate.pairsWith(before)) {
      throw new IllegalArgumentException("versions must be compared on the same queries");
    }
    if (candidate.ndcg().isEmpty()) {
      return withoutProbes(serving.get(), metrics, config);
    }
    double gain = mean - before.meanNdcg();
    metrics.put("serving.ndcg_cut_10", before.meanNdcg());
    metrics.put("gain", gain);
    metrics.put("minimum.gain", config.minimumGain());
    metrics.put("serving.age.seconds", serving.get().age().toMillis() / 1000.0);
    metrics.put("promotion.age.seconds", config.promotionAge().toMillis() / 1000.0);
    Map<String, TaskRuling> rulings = compare(before, candidate, config);
    Map<String, TaskFinding> findings = new TreeMap<>();
    rulings.forEach((task, ruling) -> findings.put(task, finding(ruling)));

    String worse = named(rulings, TaskRuling.Outcome.WORSE);
    if (!worse.isEmpty()) {
      return new Ruling(Verdict.REJECTED, Ground.PROBES, "worse on " + worse, metrics, findings);
    }
    String open = named(rulings, TaskRuling.Outcome.UNDECIDED);
    String brings =
        String.format(
            Locale.ROOT,
            "mean nDCG@10 over %d tasks %.4f, serving %.4f, gain %+.4f of %+.4f",
            rulings.size(),
            mean,
            before.meanNdcg(),
            gain,
            config.minimumGain());
    if (open.isEmpty() && gain >= config.minimumGain()) {
      return new Ruling(
          Verdict.PROMOTED, Ground.PROBES, "no worse on any task: " + brings, metrics, findings);
    }
    String undecided =
        open.isEmpty() ? "brings too little: " + brings : "cannot tell on " + open + "; " + brings;
    if (serving.get().age().compareTo(config.promotionAge()) >= 0) {
      return new Ruling(Verdict.PROMOTED, Ground.AGE, byAge(config, undecided), metrics, findings);
    }
    return new Ruling(Verdict.UNDECIDED, Ground.PROBES, undecided, metrics, findings);
  }

  /** Nothing can be compared: only age promotes. */
  private static Ruling withoutProbes(
      Serving serving, Map<String, Double> metrics, GateConfig config) {
    String reason = "there are no probe sets to compare on (evaluation.probe-path)";
    return serving.age().compareTo(config.promotionAge()) >= 0
        ? new Ruling(Verdict.PROMOTED, Ground.AGE, byAge(config, reason), metrics, Map.of())
        : new Ruling(Verdict.UNDECIDED, Ground.PROBES, reason, metrics, Map.of());
  }

  /** The reason of a promotion by age. */
  static String byAge(GateConfig config, String undecided) {
    return "the serving version is older than "
        + config.promotionAge().toSeconds()
        + " s and nothing is sure against this one; "
        + undecided;
  }

  private static List<String> withoutNumbers(ProbeScores scores) {
    return scores.ndcg().entrySet().stream()
        .filter(
            task ->
                task.getValue().isEmpty()
                    || task.getValue().values().stream().anyMatch(v -> !Double.isFinite(v)))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<String, TaskRuling> compare(
      ProbeScores before, ProbeScores candidate, GateConfig config) {
    Map<String, DecisionRule.Scores> tasks = new TreeMap<>();
    for (String task : candidate.ndcg().keySet()) {
      tasks.put(
          task,
          new DecisionRule.Scores(
              new TaskTerms(config.toleranceOf(task), config.minimumQueries()),
              before.taskNdcg(task),
              candidate.taskNdcg(task)));
    }
    return DecisionRule.judge(tasks, PairedComparison.RESAMPLES, SEED);
  }

  private static String named(Map<String, TaskRuling> rulings, TaskRuling.Outcome outcome) {
    return rulings.entrySet().stream()
        .filter(ruling -> ruling.getValue().outcome() == outcome)
        .map(ruling -> ruling.getKey() + " (" + inShort(ruling.getValue()) + ")")
        .collect(Collectors.joining("; "));
  }

  /** Its numbers stand with the task. */
  private static String inShort(TaskRuling ruling) {
    return ruling.outcome() == TaskRuling.Outcome.WORSE
        ? String.format(
            Locale.ROOT,
            "%+.4f of nDCG@10, tolerance %.4f",
            ruling.comparison().difference(),
            ruling.terms().tolerance())
        : ruling.reason().substring(0, ruling.reason().indexOf(':'));
  }

  private static TaskFinding finding(TaskRuling ruling) {
    PairedComparison comparison = ruling.comparison();
    return new TaskFinding(
        switch (ruling.outcome()) {
          case WORSE -> Outcome.WORSE;
          case UNDECIDED -> Outcome.UNDECIDED;
          case HELD -> Outcome.HELD;
        },
        ruling.reason(),
        Map.ofEntries(
            Map.entry("candidate", comparison.candidateMean()),
            Map.entry("serving", comparison.baselineMean()),
            Map.entry("difference", comparison.difference()),
            Map.entry("low", comparison.low()),
            Map.entry("high", comparison.high()),
            Map.entry("loss.probability", comparison.lossProbability()),
            Map.entry("required.probability", ruling.requiredProbability()),
            Map.entry("smallest.detectable.loss", ruling.smallestDetectableLoss()),
            Map.entry("tolerance", ruling.terms().tolerance()),
            Map.entry("queries", (double) comparison.queries()),
            Map.entry("minimum.queries", (double) ruling.terms().minimumQueries())));
  }
}
