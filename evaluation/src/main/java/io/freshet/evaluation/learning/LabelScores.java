/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.learning;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How well labels were predicted, as scikit-learn counts: F1 of each label that occurs on either
 * side, plain and weighted by how often it is true.
 *
 * @param accuracy share of right labels
 * @param f1 mean over labels
 * @param f1Weighted mean weighted by true labels
 */
public record LabelScores(double accuracy, double f1, double f1Weighted) {

  /** Scores predictions beside the true labels. */
  public static LabelScores of(List<String> labels, List<String> predicted) {
    Set<String> names = new TreeSet<>(labels);
    names.addAll(predicted);
    int right = 0;
    for (int i = 0; i < labels.size(); i++) {
      right += labels.get(i).equals(predicted.get(i)) ? 1 : 0;
    }
    double sum = 0;
    double weighted = 0;
    for (String name : names) {
      int hits = 0;
      int actual = 0;
      int claimed = 0;
      for (int i = 0; i < labels.size(); i++) {
        boolean is = labels.get(i).equals(name);
        boolean said = predicted.get(i).equals(name);
        hits += is && said ? 1 : 0;
        actual += is ? 1 : 0;
        claimed += said ? 1 : 0;
      }
      double f1 = 2.0 * hits / (actual + claimed);
      sum += f1;
      weighted += f1 * actual;
    }
    return new LabelScores(
        (double) right / labels.size(), sum / names.size(), weighted / labels.size());
  }
}
