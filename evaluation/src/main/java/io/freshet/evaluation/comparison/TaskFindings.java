/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.comparison;

import io.freshet.evaluation.comparison.TaskFinding.Outcome;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges a candidate against the version in service, task by task, by a paired bootstrap over each
 * task's queries. A task is
 *
 * <ul>
 *   <li>UNDECIDED where it has fewer queries than its minimum;
 *   <li>WORSE where the probability of a loss beyond its tolerance exceeds 95 %, corrected over
 *       tasks by Holm's step-down procedure, so that an equal version is held to be worse on any
 *       task in at most 5 of 100 cases;
 *   <li>HELD where such a loss would have shown: the smallest detectable loss does not exceed the
 *       tolerance, or the bootstrap gives a loss beyond the tolerance in fewer than 5 of 100 draws;
 *   <li>UNDECIDED otherwise.
 * </ul>
 *
 * <p>A bootstrap knows only what its queries show. Losses may hide on few queries that are answered
 * much worse, and a probe set that holds none of them shows no spread either. By the rule of three
 * {@code 3 / queries} may be lost unseen in 5 of 100 probe sets; a task is HELD only where that is
 * less than twice the tolerance, or where the gain that is seen makes up for the rest.
 *
 * <p>A version that loses twice the tolerance is HELD in at most 5 of 100 cases. The same values
 * and seed give the same findings.
 */
public final class TaskFindings {
  /** How sure a loss must be. */
  public static final double CONFIDENCE = 0.95;

  /** How surely a loss of the smallest detectable size is seen. */
  public static final double POWER = 0.95;

  private TaskFindings() {}

  /** Both sides' values of one task, by query id, and its terms. */
  public record Scores(
      TaskTerms terms, Map<String, Double> baseline, Map<String, Double> candidate) {}

  private record Draws(TaskTerms terms, PairedBootstrap bootstrap, PairedComparison comparison) {
    boolean enough() {
      return comparison.queries() >= terms.minimumQueries();
    }

    /**
     * How far beyond the tolerance a true loss must be to be found WORSE: the distances of the
     * resampled means from the difference stand in for its sampling error.
     */
    double detectableLoss(double required) {
      double center = bootstrap.difference();
      return (bootstrap.quantile(required) - center) + (bootstrap.quantile(POWER) - center);
    }

    /** How far beyond the tolerance a loss must be to show at all, on one query at least. */
    double hiddenLoss() {
      return -Math.log(1 - POWER) / Math.max(1, comparison.queries()) - terms.tolerance();
    }
  }

  /**
   * Judges.
   *
   * @param tasks by name of the task
   * @return a finding a task, sorted by name
   */
  public static Map<String, TaskFinding> of(Map<String, Scores> tasks, int resamples, long seed) {
    Map<String, Draws> draws = new TreeMap<>();
    tasks.forEach(
        (task, scores) -> {
          PairedBootstrap bootstrap =
              PairedBootstrap.of(scores.baseline(), scores.candidate(), resamples, seed);
          draws.put(
              task,
              new Draws(
                  scores.terms(), bootstrap, bootstrap.comparison(scores.terms().tolerance())));
        });
    List<String> bySureness =
        draws.keySet().stream()
            .filter(task -> draws(draws, task).enough())
            .sorted(
                Comparator.comparingDouble(
                    task -> -draws(draws, task).comparison().lossProbability()))
            .toList();
    Map<String, Double> required = new TreeMap<>();
    Set<String> worse = new HashSet<>();
    for (int i = 0; i < bySureness.size(); i++) {
      String task = bySureness.get(i);
      double level = 1 - (1 - CONFIDENCE) / (bySureness.size() - i);
      required.put(task, level);
      if (worse.size() == i && draws(draws, task).comparison().lossProbability() > level) {
        worse.add(task);
      }
    }
    Map<String, TaskFinding> findings = new TreeMap<>();
    draws.forEach(
        (task, drawn) ->
            findings.put(
                task,
                finding(drawn, required.getOrDefault(task, CONFIDENCE), worse.contains(task))));
    return findings;
  }

  private static Draws draws(Map<String, Draws> draws, String task) {
    Draws drawn = draws.get(task);
    if (drawn == null) {
      throw new IllegalStateException("no draws of " + task);
    }
    return drawn;
  }

  private static TaskFinding finding(Draws drawn, double required, boolean worse) {
    PairedComparison comparison = drawn.comparison();
    double tolerance = drawn.terms().tolerance();
    double hidden = drawn.hiddenLoss();
    double detectable = Math.max(hidden, drawn.detectableLoss(required));
    Outcome outcome;
    String why;
    if (!drawn.enough()) {
      outcome = Outcome.UNDECIDED;
      why =
          "%d judged queries, %d are needed"
              .formatted(comparison.queries(), drawn.terms().minimumQueries());
    } else if (worse) {
      outcome = Outcome.WORSE;
      why = "a loss beyond the tolerance is sure";
    } else if (detectable <= tolerance
        || (hidden <= tolerance + Math.max(0, comparison.difference())
            && comparison.lossProbability() < 1 - CONFIDENCE)) {
      outcome = Outcome.HELD;
      why = "no loss beyond the tolerance";
    } else {
      outcome = Outcome.UNDECIDED;
      why = "too few queries to see a loss of the tolerance's size";
    }
    String numbers =
        String.format(
            Locale.ROOT,
            "%.4f against %.4f, difference %+.4f [%+.4f, %+.4f], tolerance %.4f, probability of a"
                + " loss beyond it %.4f of %.4f, smallest detectable %.4f, %d queries",
            comparison.candidateMean(),
            comparison.baselineMean(),
            comparison.difference(),
            comparison.low(),
            comparison.high(),
            tolerance,
            comparison.lossProbability(),
            required,
            detectable,
            comparison.queries());
    return new TaskFinding(
        outcome, why + ": " + numbers, drawn.terms(), comparison, detectable, required);
  }
}
