/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.gate;

import io.freshet.connectors.records.ModelVersion.Verdict;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * When a candidate may serve. It is <em>not worse</em> than the version promoted last if its mean
 * over tasks of nDCG@10 is not lower, or lower only within noise: a paired bootstrap over the
 * queries of every task ({@link #RESAMPLES} draws, a fixed seed) gives a loss in less than {@link
 * #SURE_LOSS} of its draws. The same scores always give the same ruling.
 */
final class GateRule {
  static final int RESAMPLES = 5_000;
  static final double SURE_LOSS = 0.95;
  private static final long SEED = 0x46726573686574L;

  private GateRule() {}

  /**
   * What the rule says.
   *
   * @param verdict PROMOTED or REJECTED
   * @param reason for a person, with the numbers
   * @param metrics for programs: means by task of the candidate, {@code mean.ndcg_cut_10}, and
   *     where compared {@code serving.ndcg_cut_10} and {@code loss.probability}
   */
  record Ruling(Verdict verdict, String reason, Map<String, Double> metrics) {}

  /**
   * Rules on a candidate.
   *
   * @param serving the version promoted last, on the same queries; empty while there is none
   * @throws IllegalArgumentException if the two were not scored on the same queries
   */
  static Ruling rule(Optional<ProbeScores> serving, ProbeScores candidate) {
    Map<String, Double> metrics = new HashMap<>(candidate.means());
    double mean = candidate.meanNdcg();
    metrics.put("mean.ndcg_cut_10", mean);
    if (!Double.isFinite(mean)) {
      return new Ruling(Verdict.REJECTED, "its scores on the probe set are not numbers", metrics);
    }
    if (serving.isEmpty()) {
      return new Ruling(Verdict.PROMOTED, "first version: nothing to compare with", metrics);
    }
    if (!candidate.pairsWith(serving.get())) {
      throw new IllegalArgumentException("versions must be compared on the same queries");
    }
    double before = serving.get().meanNdcg();
    metrics.put("serving.ndcg_cut_10", before);
    double lossProbability = lossProbability(serving.get(), candidate);
    metrics.put("loss.probability", lossProbability);
    String numbers =
        String.format(
            Locale.ROOT,
            "mean nDCG@10 over %d tasks %.4f, serving %.4f, probability of a loss %.3f",
            candidate.ndcg().size(),
            mean,
            before,
            lossProbability);
    if (mean >= before) {
      return new Ruling(Verdict.PROMOTED, "not lower: " + numbers, metrics);
    }
    return lossProbability < SURE_LOSS
        ? new Ruling(Verdict.PROMOTED, "lower within noise: " + numbers, metrics)
        : new Ruling(Verdict.REJECTED, "worse: " + numbers, metrics);
  }

  /**
   * Share of bootstrap draws in which the candidate's mean over tasks is lower. Each draw takes
   * every task's queries anew with replacement, as pairs.
   */
  static double lossProbability(ProbeScores serving, ProbeScores candidate) {
    double[][] differences =
        candidate.ndcg().entrySet().stream()
            .map(
                task ->
                    task.getValue().entrySet().stream()
                        .mapToDouble(
                            query ->
                                query.getValue()
                                    - serving
                                        .taskNdcg(task.getKey())
                                        .getOrDefault(query.getKey(), 0.0))
                        .toArray())
            .filter(values -> values.length > 0)
            .toArray(double[][]::new);
    SplittableRandom random = new SplittableRandom(SEED);
    int losses = 0;
    for (int draw = 0; draw < RESAMPLES; draw++) {
      double gain = 0;
      for (double[] values : differences) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
          sum += values[random.nextInt(values.length)];
        }
        gain += sum / values.length;
      }
      if (gain < 0) {
        losses++;
      }
    }
    return (double) losses / RESAMPLES;
  }
}
