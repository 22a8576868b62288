/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.learning;

import java.util.Arrays;

/**
 * Logistic regression with an L2 penalty as scikit-learn's {@code LogisticRegression}: the sum of
 * the log losses plus half the squared weights (C = 1), intercepts free of penalty; one set of
 * weights for two classes, one a class for more. The objective is strictly convex in what predicts,
 * so its minimum does not depend on who looks for it. Immutable.
 */
public final class LogisticRegression {
  private static final double TOLERANCE = 1e-6;
  private static final int ITERATIONS = 1000;

  private final int classes;
  private final int width;
  // [outputs, width + 1], the intercept last.
  private final double[] weights;

  private LogisticRegression(int classes, int width, double[] weights) {
    this.classes = classes;
    this.width = width;
    this.weights = weights;
  }

  /**
   * Fits.
   *
   * @param rows [rows, width]
   * @param labels class of each row, from 0
   * @param classes number of classes, at least 2
   */
  public static LogisticRegression fit(float[][] rows, int[] labels, int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException("a classifier needs two classes at least");
    }
    int width = rows[0].length;
    int outputs = classes == 2 ? 1 : classes;
    double[] weights =
        Lbfgs.minimize(
            new double[outputs * (width + 1)],
            (point, gradient) -> objective(rows, labels, classes, point, gradient),
            ITERATIONS,
            TOLERANCE);
    return new LogisticRegression(classes, width, weights);
  }

  /** The most probable class of a row; the first of equal ones. */
  public int predict(float[] row) {
    double[] logits = new double[classes == 2 ? 1 : classes];
    logits(row, weights, width, logits);
    if (classes == 2) {
      return logits[0] > 0 ? 1 : 0;
    }
    int best = 0;
    for (int k = 1; k < classes; k++) {
      best = logits[k] > logits[best] ? k : best;
    }
    return best;
  }

  /** Mean loss and penalty over the number of rows, whose size does not grow with the data. */
  private static double objective(
      float[][] rows, int[] labels, int classes, double[] weights, double[] gradient) {
    int width = rows[0].length;
    int outputs = classes == 2 ? 1 : classes;
    Arrays.fill(gradient, 0);
    double loss = 0;
    double[] logits = new double[outputs];
    for (int i = 0; i < rows.length; i++) {
      logits(rows[i], weights, width, logits);
      loss += classes == 2 ? binary(logits, labels[i]) : softmax(logits, labels[i]);
      for (int k = 0; k < outputs; k++) {
        int at = k * (width + 1);
        for (int j = 0; j < width; j++) {
          gradient[at + j] += logits[k] * rows[i][j];
        }
        gradient[at + width] += logits[k];
      }
    }
    double penalty = 0;
    for (int at = 0; at < weights.length; at++) {
      if (at % (width + 1) != width) {
        penalty += weights[at] * weights[at] / 2;
        gradient[at] += weights[at];
      }
      gradient[at] /= rows.length;
    }
    return (loss + penalty) / rows.length;
  }

  private static void logits(float[] row, double[] weights, int width, double[] logits) {
    for (int k = 0; k < logits.length; k++) {
      int at = k * (width + 1);
      double sum = weights[at + width];
      for (int j = 0; j < width; j++) {
        sum += weights[at + j] * row[j];
      }
      logits[k] = sum;
    }
  }

  /** Returns the loss and leaves its derivative in place of the logit. */
  private static double binary(double[] logit, int label) {
    double z = logit[0];
    logit[0] = 1 / (1 + Math.exp(-z)) - label;
    return Math.max(z, 0) - z * label + Math.log1p(Math.exp(-Math.abs(z)));
  }

  /** Returns the loss and leaves its derivatives in place of the logits. */
  private static double softmax(double[] logits, int label) {
    double max = Arrays.stream(logits).max().orElse(0);
    double sum = 0;
    double labelled = logits[label];
    for (int k = 0; k < logits.length; k++) {
      logits[k] = Math.exp(logits[k] - max);
      sum += logits[k];
    }
    for (int k = 0; k < logits.length; k++) {
      logits[k] /= sum;
    }
    logits[label] -= 1;
    return max + Math.log(sum) - labelled;
  }
}
