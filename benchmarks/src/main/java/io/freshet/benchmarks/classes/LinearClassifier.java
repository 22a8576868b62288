/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.classes;

import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.RealVector;

/**
 * The class with the highest score of its weights and bias.
 *
 * @param labels in the order of the weights
 * @param weights one a class, [width] each
 * @param biases one a class
 */
record LinearClassifier(List<String> labels, List<RealVector> weights, List<Double> biases) {
  LinearClassifier {
    labels = List.copyOf(labels);
    weights = List.copyOf(weights);
    biases = List.copyOf(biases);
  }

  /**
   * A classifier of weights by class.
   *
   * @param biases 0 for a class that has none
   */
  static LinearClassifier of(Map<String, RealVector> weights, Map<String, Double> biases) {
    List<String> labels = List.copyOf(weights.keySet());
    return new LinearClassifier(
        labels,
        List.copyOf(weights.values()),
        labels.stream().map(label -> biases.getOrDefault(label, 0.0)).toList());
  }

  /**
   * Share of texts whose class is found.
   *
   * @param embeddings one a text
   */
  double accuracy(List<LabelledText> texts, float[][] embeddings) {
    double[][] rows = weights.stream().map(RealVector::toArray).toArray(double[][]::new);
    long right = 0;
    for (int i = 0; i < texts.size(); i++) {
      right += labels.get(best(rows, embeddings[i])).equals(texts.get(i).label()) ? 1 : 0;
    }
    return (double) right / texts.size();
  }

  private int best(double[][] rows, float[] embedding) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < rows.length; k++) {
      double score = biases.get(k);
      for (int j = 0; j < embedding.length; j++) {
        score += rows[k][j] * embedding[j];
      }
      if (score > highest) {
        highest = score;
        best = k;
      }
    }
    return best;
  }
}
