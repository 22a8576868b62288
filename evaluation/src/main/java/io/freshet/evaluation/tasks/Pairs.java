/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.tasks;

import io.freshet.evaluation.vectors.Similarity;
import java.util.List;

/** Texts side by side, compared pair by pair. */
record Pairs(List<float[]> left, List<float[]> right) {

  static Pairs encode(TaskEncoder encoder, String taskType, List<String> left, List<String> right) {
    return new Pairs(
        List.of(encoder.encode(left, taskType)), List.of(encoder.encode(right, taskType)));
  }

  double[] compare(Similarity similarity) {
    double[] values = new double[left.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = similarity.of(left.get(i), right.get(i));
    }
    return values;
  }
}
