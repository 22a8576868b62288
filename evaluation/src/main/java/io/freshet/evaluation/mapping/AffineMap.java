/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import io.freshet.model.mapping.DriftMap;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * A map in double precision, before mapped vectors are brought to length 1.
 *
 * @param matrix W, [from, to]
 * @param offset b, [to]
 */
public record AffineMap(RealMatrix matrix, RealVector offset) {

  /** Where a vector of the former version lies by the other, of any length: x W + b. */
  public RealVector apply(RealVector vector) {
    return matrix.preMultiply(vector).add(offset);
  }

  /** The map as it is used. */
  DriftMap toDriftMap() {
    return DriftMap.of(matrix.getData(), offset.toArray());
  }

  /** Sum over all pairs of the squared distance between what is mapped and what it should be. */
  double squaredError(VectorPairs pairs) {
    double sum = 0;
    for (int row = 0; row < pairs.size(); row++) {
      double[] from = new double[pairs.fromWidth()];
      for (int i = 0; i < from.length; i++) {
        from[i] = pairs.from()[row][i];
      }
      double[] mapped = matrix.preMultiply(from);
      for (int j = 0; j < mapped.length; j++) {
        double difference = mapped[j] + offset.getEntry(j) - pairs.to()[row][j];
        sum += difference * difference;
      }
    }
    return sum;
  }
}
