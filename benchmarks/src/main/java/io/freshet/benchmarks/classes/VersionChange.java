/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.classes;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.linear.ArrayRealVector;
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

  /** Of the mean eigenvalue: from hardly any to one that leaves nearly everything in its place. */
  private static final List<Double> RIDGES = List.of(0.01, 0.1, 1.0, 10.0);

  private static final int HELD_OUT_OF = 5;

  /**
   * Fits the map that has the least squared error over the texts, drawn towards the identity since
   * versions of one training lie near each other. How far is chosen on a fifth of the texts, which
   * are held out for it.
   *
   * @param former a text each, [width], in random order
   * @param next the same texts by the next version
   */
  static VersionChange fit(float[][] former, float[][] next) {
    RealMatrix from = matrix(former);
    RealMatrix to = matrix(next);
    int texts = former.length;
    int heldOut = texts / HELD_OUT_OF;
    double best =
        Collections.min(
            RIDGES,
            Comparator.comparingDouble(
                ridge ->
                    fit(rows(from, heldOut, texts), rows(to, heldOut, texts), ridge)
                        .error(rows(from, 0, heldOut), rows(to, 0, heldOut))));
    return fit(from, to, best);
  }

  private static VersionChange fit(RealMatrix former, RealMatrix next, double ridge) {
    RealVector meanFrom = mean(former);
    RealVector meanTo = mean(next);
    RealMatrix from = former.subtract(repeated(meanFrom, former.getRowDimension()));
    RealMatrix to = next.subtract(repeated(meanTo, next.getRowDimension()));
    int width = from.getColumnDimension();
    RealMatrix identity = MatrixUtils.createRealIdentityMatrix(width);
    RealMatrix transposed = from.transpose();
    RealMatrix gram = symmetric(transposed.multiply(from));
    RealMatrix ridged = gram.add(identity.scalarMultiply(ridge * gram.getTrace() / width));
    RealMatrix matrix =
        new CholeskyDecomposition(ridged)
            .getSolver()
            .solve(transposed.multiply(to.subtract(from)))
            .add(identity);
    return new VersionChange(matrix, meanTo.subtract(matrix.preMultiply(meanFrom)));
  }

  private double error(RealMatrix former, RealMatrix next) {
    return former
        .multiply(matrix)
        .add(repeated(offset, former.getRowDimension()))
        .subtract(next)
        .getFrobeniusNorm();
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

  private static RealMatrix rows(RealMatrix of, int from, int to) {
    return of.getSubMatrix(from, to - 1, 0, of.getColumnDimension() - 1);
  }

  private static RealVector mean(RealMatrix rows) {
    return rows.preMultiply(ones(rows.getRowDimension())).mapDivide(rows.getRowDimension());
  }

  private static RealMatrix repeated(RealVector row, int times) {
    return ones(times).outerProduct(row);
  }

  private static RealVector ones(int count) {
    return new ArrayRealVector(count, 1);
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
