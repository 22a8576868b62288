/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import io.freshet.evaluation.vectors.Similarity;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The nearest documents of documents, by inner product. What a map is for is that these stay the
 * same: a map may come closer to every single vector and yet draw all of them together.
 */
final class Neighbours {
  private static final int COUNT = 10;

  private final List<Set<Integer>> nearest;

  private Neighbours(List<Set<Integer>> nearest) {
    this.nearest = nearest;
  }

  /**
   * Finds the ten nearest.
   *
   * @param asked [asked, width]
   * @param among [documents, width], none of them asked
   */
  static Neighbours of(float[][] asked, float[][] among) {
    return new Neighbours(Arrays.stream(asked).map(vector -> nearest(vector, among)).toList());
  }

  private static Set<Integer> nearest(float[] vector, float[][] among) {
    float[] scores = new float[among.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Similarity.DOT.score(vector, among[i]);
    }
    return new HashSet<>(
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -scores[i]))
            .limit(COUNT)
            .toList());
  }

  /** Mean share of the neighbours that are the same, in order of who was asked. */
  double shared(Neighbours others) {
    double sum = 0;
    for (int i = 0; i < nearest.size(); i++) {
      Set<Integer> both = new HashSet<>(nearest.get(i));
      both.retainAll(others.nearest.get(i));
      sum += (double) both.size() / nearest.get(i).size();
    }
    return sum / nearest.size();
  }
}
