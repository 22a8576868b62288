/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/** Maps of every kind in closed form, from the sums over the same pairs. Immutable. */
final class AffineFits {
  /** Singular values below this share of the largest are rounding. */
  private static final double ROUNDING = 1e-10;

  private final Moments moments;
  private final RealMatrix rotation;

  private AffineFits(Moments moments, RealMatrix rotation) {
    this.moments = moments;
    this.rotation = rotation;
  }

  /**
   * Fits the orthogonal map that the others begin with: W = UV' of the singular value decomposition
   * UDV' of X'Y has the least squared error of all orthogonal matrices (Schoenemann 1966). Where
   * the dimensions differ it has orthonormal rows or columns.
   *
   * @throws IllegalArgumentException where there are fewer pairs than numbers in a vector, or the
   *     documents span less than half of the space: a map would be a guess for most queries
   */
  static AffineFits of(Moments moments) {
    int from = moments.cross().getRowDimension();
    int to = moments.cross().getColumnDimension();
    if (moments.pairs() < Math.max(from, to)) {
      throw new IllegalArgumentException(
          "a map from %d to %d numbers needs at least %d documents, not %d"
              .formatted(from, to, Math.max(from, to), moments.pairs()));
    }
    SingularValueDecomposition svd = new SingularValueDecomposition(moments.cross());
    double[] values = svd.getSingularValues();
    int rank = 0;
    while (rank < values.length && values[rank] > ROUNDING * values[0]) {
      rank++;
    }
    if (2 * rank < values.length) {
      throw new IllegalArgumentException(
          "the documents span %d of %d dimensions: too much alike to fit a map on"
              .formatted(rank, values.length));
    }
    return new AffineFits(moments, svd.getU().multiply(svd.getVT()));
  }

  /** See {@link MapKind#ORTHOGONAL}. */
  AffineMap orthogonal() {
    return new AffineMap(rotation, new ArrayRealVector(rotation.getColumnDimension()));
  }

  /** See {@link MapKind#SCALED}. */
  AffineMap scaled() {
    RealMatrix turned = moments.gram().multiply(rotation);
    int to = rotation.getColumnDimension();
    double[] factors = new double[to];
    for (int j = 0; j < to; j++) {
      RealVector column = rotation.getColumnVector(j);
      double squares = column.dotProduct(turned.getColumnVector(j));
      double product = column.dotProduct(moments.cross().getColumnVector(j));
      // A number that is 0 in every mapped vector says nothing about its factor.
      factors[j] = squares > 0 ? product / squares : 1;
    }
    return new AffineMap(
        rotation.multiply(MatrixUtils.createRealDiagonalMatrix(factors)), new ArrayRealVector(to));
  }

  /**
   * See {@link MapKind#AFFINE}.
   *
   * @param ridge above 0; the larger, the closer to the orthogonal map
   */
  AffineMap affine(double ridge) {
    return near(rotation, moments, ridge);
  }

  /**
   * Ridge regression drawn towards a matrix: with R what the matrix leaves over, X and R centred,
   * it changes by (X'X + cI)^-1 X'R, where c is the ridge times the mean of the eigenvalues of X'X.
   *
   * @param base [from, to]
   * @param ridge above 0; the larger, the closer to the base
   */
  static AffineMap near(RealMatrix base, Moments moments, double ridge) {
    RealVector meanLeftOver = moments.meanTo().subtract(base.preMultiply(moments.meanFrom()));
    RealMatrix leftOver =
        moments
            .cross()
            .subtract(moments.gram().multiply(base))
            .subtract(
                moments.meanFrom().outerProduct(meanLeftOver).scalarMultiply(moments.pairs()));
    RealMatrix change =
        new CholeskyDecomposition(ridged(moments, ridge)).getSolver().solve(leftOver);
    return new AffineMap(
        base.add(change), meanLeftOver.subtract(change.preMultiply(moments.meanFrom())));
  }

  private static RealMatrix ridged(Moments moments, double ridge) {
    int from = moments.gram().getRowDimension();
    RealMatrix centred =
        moments
            .gram()
            .subtract(
                moments
                    .meanFrom()
                    .outerProduct(moments.meanFrom())
                    .scalarMultiply(moments.pairs()));
    double mean = centred.getTrace() / from;
    return symmetric(
        centred.add(MatrixUtils.createRealIdentityMatrix(from).scalarMultiply(ridge * mean)));
  }

  /** Without the last bits in which products differ from their transpose. */
  private static RealMatrix symmetric(RealMatrix matrix) {
    return matrix.add(matrix.transpose()).scalarMultiply(0.5);
  }
}
