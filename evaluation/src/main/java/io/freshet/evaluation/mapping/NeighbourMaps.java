/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import java.util.Comparator;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/** Maps from one version to the next of the same training. */
public final class NeighbourMaps {
  private NeighbourMaps() {}

  private record Tried(double ridge, double error) {}

  /**
   * Fits the affine map that has the least squared error, drawn towards the identity since versions
   * of one training lie near each other. How far is chosen on a fifth of the texts, which are held
   * out for it.
   *
   * @param from a text each by the former version, [width], in random order
   * @param to the same texts by the next version
   * @throws IllegalArgumentException where there are none or the shapes do not fit
   */
  public static AffineMap fit(float[][] from, float[][] to) {
    VectorPairs pairs = new VectorPairs(from, to);
    int heldOut = pairs.size() / FittedMaps.HELD_OUT_OF;
    VectorPairs judged = pairs.part(0, heldOut);
    Moments without = Moments.of(pairs.part(heldOut, pairs.size()));
    RealMatrix identity = MatrixUtils.createRealIdentityMatrix(pairs.fromWidth());
    Tried best =
        FittedMaps.RIDGES.stream()
            .map(
                ridge ->
                    new Tried(
                        ridge, AffineFits.near(identity, without, ridge).squaredError(judged)))
            .min(Comparator.comparingDouble(Tried::error))
            .orElseThrow();
    return AffineFits.near(identity, Moments.of(pairs), best.ridge());
  }
}
