/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.classes;

import java.util.Arrays;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * How embeddings moved from one version to the next, as an affine map x W + b fitted on texts that
 * both embed. What is kept of classes whose texts are gone moves with it: learnable drift
 * compensation (Gomez-Villa et al., "Exemplar-free Continual Representation Learning via Learnable
 * Drift Compensation", 2024), here by ridge regression in closed form. Immutable.
 *
 * @param matrix W, [width, width]
 * @param offset b, [width]
 */
record VersionChange(RealMatrix matrix, RealVector offset) {

  /**
   * Of the mean eigenvalue; chosen on the first order of Banking77, where 0.01 to 10 differ by 1.
   */
  private static final double RIDGE = 0.1;

  /**
   * Fits the map that has the least squared error over the texts, drawn towards the identity since
   * versions of one training lie near each other.
   *
   * @param former a text each, [width]
   * @param next the same texts by the next version
   */
  static VersionChange fit(float[][] former, float[][] next) {
    RealMatrix from = matrix(former);
    RealMatrix to = matrix(next);
    RealVector meanFrom = centre(from);
    RealVector meanTo = centre(to);
    int width = from.getColumnDimension();
    RealMatrix identity = MatrixUtils.createRealIdentityMatrix(width);
    RealMatrix transposed = from.transpose();
    RealMatrix gram = symmetric(transposed.multiply(from));
    RealMatrix ridge = identity.scalarMultiply(RIDGE * gram.getTrace() / width);
    RealMatrix matrix =
        new CholeskyDecomposition(gram.add(ridge))
            .getSolver()
            .solve(transposed.multiply(to.subtract(from)))
            .add(identity);
    return new VersionChange(matrix, meanTo.subtract(matrix.preMultiply(meanFrom)));
  }

  private static RealMatrix matrix(float[][] rows) {
    double[][] values = new double[rows.length][];
    Arrays.setAll(
        values,
        row -> {
          double[] value = new double[rows[row].length];
          Arrays.setAll(value, k -> rows[row][k]);
          return value;
        });
    return MatrixUtils.createRealMatrix(values);
  }

  /** Takes the mean from every row, and returns it. */
  private static RealVector centre(RealMatrix rows) {
    RealVector ones = rows.getColumnVector(0);
    ones.set(1.0 / rows.getRowDimension());
    RealVector mean = rows.preMultiply(ones);
    for (int row = 0; row < rows.getRowDimension(); row++) {
      rows.setRowVector(row, rows.getRowVector(row).subtract(mean));
    }
    return mean;
  }

  /** Where a mean of the former version lies by the next. */
  RealVector moved(RealVector mean) {
    return matrix.preMultiply(mean).add(offset);
  }

  /** The scatter about moved means. */
  RealMatrix turned(RealMatrix scatter) {
    return symmetric(matrix.transpose().multiply(scatter).multiply(matrix));
  }

  /** Without the last bits in which products differ from their transpose. */
  private static RealMatrix symmetric(RealMatrix matrix) {
    return matrix.add(matrix.transpose()).scalarMultiply(0.5);
  }
}
