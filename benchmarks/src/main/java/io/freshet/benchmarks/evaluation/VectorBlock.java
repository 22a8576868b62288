/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.evaluation;

import io.freshet.evaluation.vectors.Similarity;
import java.util.Arrays;

/**
 * The former exact search, to compare with: a block of vectors that is compared with one other
 * vector at a time. Kept by dimension, so that the innermost loop runs over neighbours in memory
 * and the compiler makes vector instructions of it. Immutable and thread-safe.
 */
final class VectorBlock {
  private final Similarity similarity;
  private final int rows;
  private final int width;
  // [width, rows]
  private final float[] byDimension;

  /**
   * Copies the vectors.
   *
   * @param vectors [rows, width], at least one
   */
  VectorBlock(Similarity similarity, float[][] vectors) {
    this.similarity = similarity;
    this.rows = vectors.length;
    this.width = vectors[0].length;
    this.byDimension = new float[Math.multiplyExact(rows, width)];
    for (int row = 0; row < rows; row++) {
      float[] vector =
          similarity == Similarity.COSINE ? Similarity.normalized(vectors[row]) : vectors[row];
      for (int i = 0; i < width; i++) {
        byDimension[i * rows + row] = vector[i];
      }
    }
  }

  /** Returns the number of vectors. */
  int rows() {
    return rows;
  }

  /**
   * Compares in single precision.
   *
   * @param query [width]; for cosine at length 1
   * @param scores [rows] or more; overwritten
   */
  void scores(float[] query, float[] scores) {
    Arrays.fill(scores, 0, rows, 0);
    switch (similarity) {
      case COSINE, DOT -> dots(query, scores);
      case EUCLIDEAN -> {
        squaredDistances(query, scores);
        for (int row = 0; row < rows; row++) {
          scores[row] = (float) -Math.sqrt(scores[row]);
        }
      }
      case MANHATTAN -> negatedDistances(query, scores);
    }
  }

  /** Four dimensions at a time, since reading and writing the sums costs more than adding. */
  private void dots(float[] query, float[] scores) {
    int i = 0;
    for (; i + 3 < width; i += 4) {
      float q0 = query[i];
      float q1 = query[i + 1];
      float q2 = query[i + 2];
      float q3 = query[i + 3];
      int at0 = i * rows;
      int at1 = at0 + rows;
      int at2 = at1 + rows;
      int at3 = at2 + rows;
      for (int row = 0; row < rows; row++) {
        scores[row] +=
            q0 * byDimension[at0 + row]
                + q1 * byDimension[at1 + row]
                + q2 * byDimension[at2 + row]
                + q3 * byDimension[at3 + row];
      }
    }
    for (; i < width; i++) {
      float value = query[i];
      int at = i * rows;
      for (int row = 0; row < rows; row++) {
        scores[row] += value * byDimension[at + row];
      }
    }
  }

  private void squaredDistances(float[] query, float[] scores) {
    for (int i = 0; i < width; i++) {
      float value = query[i];
      int at = i * rows;
      for (int row = 0; row < rows; row++) {
        float difference = value - byDimension[at + row];
        scores[row] += difference * difference;
      }
    }
  }

  private void negatedDistances(float[] query, float[] scores) {
    for (int i = 0; i < width; i++) {
      float value = query[i];
      int at = i * rows;
      for (int row = 0; row < rows; row++) {
        scores[row] -= Math.abs(value - byDimension[at + row]);
      }
    }
  }
}
