/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.learning;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The v-measure of a clustering (Rosenberg and Hirschberg 2007): the harmonic mean of homogeneity
 * and completeness. Stateless.
 */
public final class VMeasure {
  private VMeasure() {}

  /** Returns the v-measure, 0 to 1, of assigned clusters against labels. */
  public static double of(List<String> labels, int[] clusters) {
    int n = clusters.length;
    Map<String, Integer> byLabel = new HashMap<>();
    Map<Integer, Integer> byCluster = new HashMap<>();
    Map<Map.Entry<String, Integer>, Integer> joint = new HashMap<>();
    for (int i = 0; i < n; i++) {
      byLabel.merge(labels.get(i), 1, Integer::sum);
      byCluster.merge(clusters[i], 1, Integer::sum);
      joint.merge(Map.entry(labels.get(i), clusters[i]), 1, Integer::sum);
    }
    double labelEntropy = entropy(byLabel, n);
    double clusterEntropy = entropy(byCluster, n);
    double information = labelEntropy + clusterEntropy - entropy(joint, n);
    double homogeneity = labelEntropy == 0 ? 1 : information / labelEntropy;
    double completeness = clusterEntropy == 0 ? 1 : information / clusterEntropy;
    double sum = homogeneity + completeness;
    return sum == 0 ? 0 : 2 * homogeneity * completeness / sum;
  }

  private static double entropy(Map<?, Integer> counts, int n) {
    double sum = 0;
    for (int count : counts.values()) {
      double share = (double) count / n;
      sum -= share * Math.log(share);
    }
    return sum;
  }
}
