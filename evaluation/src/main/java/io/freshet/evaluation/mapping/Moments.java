/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import org.apache.commons.math3.linear.BlockRealMatrix;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * The sums over pairs that every kind of map is made from. Immutable by custom: nobody changes the
 * matrices.
 *
 * @param pairs how many
 * @param gram of the mapped version, X'X, [from, from]
 * @param cross X'Y, [from, to]
 * @param meanFrom of the mapped version, [from]
 * @param meanTo of the version mapped to, [to]
 */
record Moments(
    int pairs, RealMatrix gram, RealMatrix cross, RealVector meanFrom, RealVector meanTo) {

  /** The sums over some pairs. */
  static Moments of(VectorPairs pairs) {
    RealMatrix from = matrix(pairs.from());
    RealMatrix to = matrix(pairs.to());
    RealMatrix transposed = from.transpose();
    return new Moments(
        pairs.size(),
        transposed.multiply(from),
        transposed.multiply(to),
        mean(pairs.from()),
        mean(pairs.to()));
  }

  private static RealMatrix matrix(float[][] vectors) {
    RealMatrix matrix = new BlockRealMatrix(vectors.length, vectors[0].length);
    for (int row = 0; row < vectors.length; row++) {
      for (int i = 0; i < vectors[row].length; i++) {
        matrix.setEntry(row, i, vectors[row][i]);
      }
    }
    return matrix;
  }

  private static RealVector mean(float[][] vectors) {
    double[] sums = new double[vectors[0].length];
    for (float[] vector : vectors) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += vector[i];
      }
    }
    return MatrixUtils.createRealVector(sums).mapDivide(vectors.length);
  }
}
