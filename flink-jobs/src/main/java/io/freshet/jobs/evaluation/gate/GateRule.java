/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.config.GateConfig;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Ground;
import io.freshet.connectors.records.ModelVersion.Verdict;
import io.freshet.evaluation.comparison.PairedComparison;
import io.freshet.evaluation.comparison.TaskFinding;
import io.freshet.evaluation.comparison.TaskFindings;
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
 * task's probe set ({@link TaskFindings}) and is
 *
 * <ul>
 *   <li>REJECTED where it is surely worse on any task;
 *   <li>UNDECIDED where the queries of any task cannot tell, or it brings too little;
 *   <li>PROMOTED otherwise. An undecided one is promoted too where the serving version is old.
 * </ul>
 *
 * <p>The same scores always give the same verdict.
 */
public final class GateRule {
  private static final long SEED = 0x46726573686574L;

  private GateRule() {}

  /**
   * What the rule says.
   *
   * @param reason for a person, with the numbers
   * @param metrics for programs: means by task of the candidate, {@link Decision#MEAN_NDCG}, {@link
   *     Decision#DOCUMENTS_PER_SECOND}, and where compared {@code serving.ndcg_cut_10}, {@code
   *     gain}, {@code minimum.gain}, {@code serving.age.seconds} and {@code promotion.age.seconds}
   * @param tasks what was found on each task; empty where nothing was compared
   */
  public record ReasonedVerdict(
      Verdict verdict,
      Ground ground,
      String reason,
      Map<String, Double> metrics,
      Map<String, ModelVersion.TaskFinding> tasks) {}

  /**
   * The version promoted last.
   *
   * @param age since it was promoted
   */
  public record Serving(ProbeScores scores, Duration age) {}

  /**
   * Judges a candidate.
   *
   * @param serving what to compare with; empty while there is none
   * @throws IllegalArgumentException if the two were not scored on the same queries
   */
  public static ReasonedVerdict judge(
      Optional<Serving> serving, ProbeScores candidate, GateConfig config) {
    Map<String, Double> metrics = new HashMap<>(candidate.means());
    double mean = candidate.meanNdcg();
    if (Double.isFinite(mean)) {
      metrics.put(Decision.MEAN_NDCG, mean);
    }
    candidate
        .documentsPerSecond()
        .ifPresent(speed -> metrics.put(Decision.DOCUMENTS_PER_SECOND, speed));
    List<String> noNumbers = withoutNumbers(candidate);
    if (!noNumbers.isEmpty()) {
      return new ReasonedVerdict(
          Verdict.REJECTED,
          Ground.PROBES,
          "its scores are not numbers on " + String.join(", ", noNumbers),
          metrics,
          Map.of());
    }
    if (serving.isEmpty()) {
      return new ReasonedVerdict(
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
    Map<String, TaskFinding> found = compare(before, candidate, config);
    Map<String, ModelVersion.TaskFinding> findings = new TreeMap<>();
    found.forEach((task, one) -> findings.put(task, record(one)));

    String worse = named(found, TaskFinding.Outcome.WORSE);
    if (!worse.isEmpty()) {
      return new ReasonedVerdict(
          Verdict.REJECTED, Ground.PROBES, "worse on " + worse, metrics, findings);
    }
    String open = named(found, TaskFinding.Outcome.UNDECIDED);
    String brings =
        String.format(
            Locale.ROOT,
            "mean nDCG@10 over %d tasks %.4f, serving %.4f, gain %+.4f of %+.4f",
            found.size(),
            mean,
            before.meanNdcg(),
            gain,
            config.minimumGain());
    if (open.isEmpty() && gain >= config.minimumGain()) {
      return new ReasonedVerdict(
          Verdict.PROMOTED, Ground.PROBES, "no worse on any task: " + brings, metrics, findings);
    }
    String undecided =
        open.isEmpty() ? "brings too little: " + brings : "cannot tell on " + open + "; " + brings;
    if (serving.get().age().compareTo(config.promotionAge()) >= 0) {
      return new ReasonedVerdict(
          Verdict.PROMOTED, Ground.AGE, byAge(config, undecided), metrics, findings);
    }
    return new ReasonedVerdict(Verdict.UNDECIDED, Ground.PROBES, undecided, metrics, findings);
  }

  /** Nothing can be compared: only age promotes. */
  private static ReasonedVerdict withoutProbes(
      Serving serving, Map<String, Double> metrics, GateConfig config) {
    String reason = "there are no probe sets to compare on (evaluation.probe-path)";
    return serving.age().compareTo(config.promotionAge()) >= 0
        ? new ReasonedVerdict(
            Verdict.PROMOTED, Ground.AGE, byAge(config, reason), metrics, Map.of())
        : new ReasonedVerdict(Verdict.UNDECIDED, Ground.PROBES, reason, metrics, Map.of());
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

  private static Map<String, TaskFinding> compare(
      ProbeScores before, ProbeScores candidate, GateConfig config) {
    Map<String, TaskFindings.Scores> tasks = new TreeMap<>();
    for (String task : candidate.ndcg().keySet()) {
      tasks.put(
          task,
          new TaskFindings.Scores(
              new TaskTerms(config.toleranceOf(task), config.minimumQueries()),
              before.taskNdcg(task),
              candidate.taskNdcg(task)));
    }
    return TaskFindings.of(tasks, PairedComparison.RESAMPLES, SEED);
  }

  private static String named(Map<String, TaskFinding> found, TaskFinding.Outcome outcome) {
    return found.entrySet().stream()
        .filter(finding -> finding.getValue().outcome() == outcome)
        .map(finding -> finding.getKey() + " (" + inShort(finding.getValue()) + ")")
        .collect(Collectors.joining("; "));
  }

  /** Its numbers stand with the task. */
  private static String inShort(TaskFinding finding) {
    return finding.outcome() == TaskFinding.Outcome.WORSE
        ? String.format(
            Locale.ROOT,
            "%+.4f of nDCG@10, tolerance %.4f",
            finding.comparison().difference(),
            finding.terms().tolerance())
        : finding.reason().substring(0, finding.reason().indexOf(':'));
  }

  private static ModelVersion.TaskFinding record(TaskFinding finding) {
    PairedComparison comparison = finding.comparison();
    return new ModelVersion.TaskFinding(
        switch (finding.outcome()) {
          case WORSE -> ModelVersion.TaskFinding.Outcome.WORSE;
          case UNDECIDED -> ModelVersion.TaskFinding.Outcome.UNDECIDED;
          case HELD -> ModelVersion.TaskFinding.Outcome.HELD;
        },
        finding.reason(),
        Map.ofEntries(
            Map.entry("candidate", comparison.candidateMean()),
            Map.entry("serving", comparison.baselineMean()),
            Map.entry("difference", comparison.difference()),
            Map.entry("low", comparison.low()),
            Map.entry("high", comparison.high()),
            Map.entry("loss.probability", comparison.lossProbability()),
            Map.entry("required.probability", finding.requiredProbability()),
            Map.entry("smallest.detectable.loss", finding.smallestDetectableLoss()),
            Map.entry("tolerance", finding.terms().tolerance()),
            Map.entry("queries", (double) comparison.queries()),
            Map.entry("minimum.queries", (double) finding.terms().minimumQueries())));
  }
}
