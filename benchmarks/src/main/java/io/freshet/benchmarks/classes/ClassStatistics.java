/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.classes;

import io.freshet.evaluation.mapping.AffineMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * What is kept of the embeddings of each class: their number and sum, and of all classes together
 * the scatter about the means of their classes. No text and no embedding is kept, and what comes in
 * which order makes no difference as long as a class comes whole. Not thread-safe.
 */
final class ClassStatistics {
  private final int width;
  private final Map<String, RealVector> means = new LinkedHashMap<>();
  private double[][] scatter;
  private long count;

  /**
   * Of nothing yet.
   *
   * @param width of an embedding
   */
  ClassStatistics(int width) {
    this.width = width;
    this.scatter = new double[width][width];
  }

  /**
   * Adds classes that have not come before.
   *
   * @param embeddings one a text, [width] each
   */
  void add(List<LabelledText> texts, float[][] embeddings) {
    Map<String, double[]> sums = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i < embeddings.length; i++) {
      String label = texts.get(i).label();
      counts.merge(label, 1, Integer::sum);
      double[] sum = sums.computeIfAbsent(label, key -> new double[width]);
      for (int k = 0; k < width; k++) {
        sum[k] += embeddings[i][k];
      }
    }
    sums.forEach((label, sum) -> divide(sum, counts.getOrDefault(label, 1)));
    for (int i = 0; i < embeddings.length; i++) {
      scatter(embeddings[i], sums.getOrDefault(texts.get(i).label(), new double[width]));
    }
    sums.forEach((label, mean) -> means.put(label, new ArrayRealVector(mean, false)));
    count += embeddings.length;
  }

  private static void divide(double[] sum, int by) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] /= by;
    }
  }

  private void scatter(float[] embedding, double[] mean) {
    double[] difference = new double[width];
    for (int k = 0; k < width; k++) {
      difference[k] = embedding[k] - mean[k];
    }
    for (int a = 0; a < width; a++) {
      for (int b = 0; b < width; b++) {
        scatter[a][b] += difference[a] * difference[b];
      }
    }
  }

  /**
   * Moves what is kept into the space of the next version: learnable drift compensation
   * (Gomez-Villa et al., "Exemplar-free Continual Representation Learning via Learnable Drift
   * Compensation", 2024), by a map in closed form.
   */
  void carry(AffineMap map) {
    means.replaceAll((label, mean) -> map.apply(mean));
    RealMatrix turned =
        map.matrix()
            .transpose()
            .multiply(MatrixUtils.createRealMatrix(scatter))
            .multiply(map.matrix());
    // Without the last bits in which a product differs from its transpose.
    scatter = turned.add(turned.transpose()).scalarMultiply(0.5).getData();
  }

  /** Tells classes apart by the cosine with their means. */
  LinearClassifier nearestMean() {
    Map<String, RealVector> weights = new LinkedHashMap<>();
    means.forEach((label, mean) -> weights.put(label, mean.unitVector()));
    return LinearClassifier.of(weights, Map.of());
  }

  /**
   * Linear discriminants under one covariance for all classes, shrunk towards the identity (Hayes
   * and Kanan, "Lifelong Machine Learning with Deep Streaming Linear Discriminant Analysis", 2020,
   * equations 2 to 4).
   *
   * @param shrinkage share of the identity, scaled to the mean variance, above 0 and below 1
   */
  LinearClassifier discriminant(double shrinkage) {
    RealMatrix covariance = MatrixUtils.createRealMatrix(scatter).scalarMultiply(1.0 / count);
    double variance = covariance.getTrace() / width;
    DecompositionSolver precision =
        new CholeskyDecomposition(
                covariance
                    .scalarMultiply(1 - shrinkage)
                    .add(
                        MatrixUtils.createRealIdentityMatrix(width)
                            .scalarMultiply(shrinkage * variance)))
            .getSolver();
    Map<String, RealVector> weights = new LinkedHashMap<>();
    Map<String, Double> biases = new LinkedHashMap<>();
    means.forEach(
        (label, mean) -> {
          RealVector weight = precision.solve(mean);
          weights.put(label, weight);
          biases.put(label, -weight.dotProduct(mean) / 2);
        });
    return LinearClassifier.of(weights, biases);
  }
}
