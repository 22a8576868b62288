/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.learning;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well one number a pair tells positives from negatives, at the threshold that suits it best.
 * As sentence-transformers' {@code BinaryClassificationEvaluator} and MTEB: a threshold lies in the
 * middle between neighbours, and equal scores stay in the order given.
 *
 * @param accuracy largest share of right answers
 * @param accuracyThreshold where it is reached
 * @param f1 largest F1 of the positives
 * @param precision at that F1
 * @param recall at that F1
 * @param f1Threshold where it is reached
 * @param averagePrecision area under precision over recall, as scikit-learn sums it
 */
public record BinaryScores(
    double accuracy,
    double accuracyThreshold,
    double f1,
    double precision,
    double recall,
    double f1Threshold,
    double averagePrecision) {

  /**
   * Scores.
   *
   * @param scores the larger, the rather positive
   * @param positive beside them
   */
  public static BinaryScores of(double[] scores, boolean[] positive) {
    List<Integer> order = descending(scores);
    int positives = 0;
    for (boolean value : positive) {
      positives += value ? 1 : 0;
    }
    int n = scores.length;
    double accuracy = 0;
    double accuracyThreshold = -1;
    double f1 = 0;
    double precision = 0;
    double recall = 0;
    double f1Threshold = 0;
    int right = 0;
    for (int i = 0; i < n - 1; i++) {
      double between = (scores[order.get(i)] + scores[order.get(i + 1)]) / 2;
      right += positive[order.get(i)] ? 1 : 0;
      int negativesBelow = n - positives - (i + 1 - right);
      double accuracyHere = (double) (right + negativesBelow) / n;
      if (accuracyHere > accuracy) {
        accuracy = accuracyHere;
        accuracyThreshold = between;
      }
      double f1Here = 2.0 * right / (i + 1 + positives);
      if (right > 0 && f1Here > f1) {
        f1 = f1Here;
        precision = (double) right / (i + 1);
        recall = (double) right / positives;
        f1Threshold = between;
      }
    }
    return new BinaryScores(
        accuracy,
        accuracyThreshold,
        f1,
        precision,
        recall,
        f1Threshold,
        averagePrecision(scores, positive));
  }

  /**
   * Sum over thresholds of the gain in recall times the precision there; equal scores share a
   * threshold. 0 without positives.
   */
  public static double averagePrecision(double[] scores, boolean[] positive) {
    List<Integer> order = descending(scores);
    double sum = 0;
    int right = 0;
    int counted = 0;
    for (int i = 0; i < scores.length; i++) {
      right += positive[order.get(i)] ? 1 : 0;
      boolean last = i + 1 == scores.length || scores[order.get(i)] != scores[order.get(i + 1)];
      if (last) {
        sum += (double) (right - counted) * right / (i + 1);
        counted = right;
      }
    }
    return right == 0 ? 0 : sum / right;
  }

  private static List<Integer> descending(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -scores[i]))
        .toList();
  }
}
