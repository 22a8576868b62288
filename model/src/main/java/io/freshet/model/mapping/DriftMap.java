/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.mapping;

import java.util.Arrays;

/**
 * Carries vectors of one version into the space of another: {@code x W + b}, brought to length 1.
 * Queries of a new version so find documents that a former version encoded. Immutable and
 * thread-safe.
 */
public final class DriftMap {
  /** Where a vector counts as without length, and stays as it is. */
  private static final double SMALLEST_LENGTH = 1e-12;

  // [from, to]: what one unit of each number of a vector adds to the mapped one.
  private final float[][] rows;
  // [to]
  private final float[] offset;

  private DriftMap(float[][] rows, float[] offset) {
    this.rows = rows;
    this.offset = offset;
  }

  /**
   * A map.
   *
   * @param matrix W, [from, to], at least one number of each
   * @param offset b, [to]
   * @throws IllegalArgumentException where the shapes do not fit or a number is not finite
   */
  public static DriftMap of(double[][] matrix, double[] offset) {
    if (matrix.length == 0 || offset.length == 0) {
      throw new IllegalArgumentException("a map needs a dimension on either side");
    }
    float[][] rows = new float[matrix.length][];
    for (int i = 0; i < rows.length; i++) {
      if (matrix[i].length != offset.length) {
        throw new IllegalArgumentException(
            "row %d of the map has %d numbers, the offset %d"
                .formatted(i, matrix[i].length, offset.length));
      }
      rows[i] = floats(matrix[i]);
    }
    return new DriftMap(rows, floats(offset));
  }

  private static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
      if (!Float.isFinite(floats[i])) {
        throw new IllegalArgumentException("a map of numbers that are not finite: " + numbers[i]);
      }
    }
    return floats;
  }

  /** Numbers of a vector that is mapped. */
  public int from() {
    return rows.length;
  }

  /** Numbers of a mapped vector. */
  public int to() {
    return offset.length;
  }

  /**
   * Carries a vector over.
   *
   * @param vector [from], of any length; left as it is
   * @return [to], at length 1
   * @throws IllegalArgumentException where the vector has another dimension
   */
  public float[] apply(float[] vector) {
    if (vector.length != rows.length) {
      throw new IllegalArgumentException(
          "the map takes vectors of %d numbers, not %d".formatted(rows.length, vector.length));
    }
    float[] mapped = Arrays.copyOf(offset, offset.length);
    int i = 0;
    // Four rows at once, so that the sums are read and written a quarter as often. All arrays have
    // the same index and nothing is summed up across it: such loops become vector instructions.
    for (; i + 3 < rows.length; i += 4) {
      add(
          mapped,
          vector[i],
          rows[i],
          vector[i + 1],
          rows[i + 1],
          vector[i + 2],
          rows[i + 2],
          vector[i + 3],
          rows[i + 3]);
    }
    for (; i < rows.length; i++) {
      add(mapped, vector[i], rows[i]);
    }
    normalise(mapped);
    return mapped;
  }

  private static void add(
      float[] sum,
      float x0,
      float[] row0,
      float x1,
      float[] row1,
      float x2,
      float[] row2,
      float x3,
      float[] row3) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += x0 * row0[j] + x1 * row1[j] + (x2 * row2[j] + x3 * row3[j]);
    }
  }

  private static void add(float[] sum, float x, float[] row) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += x * row[j];
    }
  }

  private static void normalise(float[] vector) {
    // Four sums that do not wait for each other.
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < vector.length; i += 4) {
      s0 += (double) vector[i] * vector[i];
      s1 += (double) vector[i + 1] * vector[i + 1];
      s2 += (double) vector[i + 2] * vector[i + 2];
      s3 += (double) vector[i + 3] * vector[i + 3];
    }
    for (; i < vector.length; i++) {
      s0 += (double) vector[i] * vector[i];
    }
    double length = Math.sqrt(s0 + s1 + (s2 + s3));
    if (length >= SMALLEST_LENGTH) {
      float factor = (float) (1 / length);
      for (int j = 0; j < vector.length; j++) {
        vector[j] *= factor;
      }
    }
  }
}
