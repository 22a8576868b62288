/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.mapping.DriftMap;
import java.util.Arrays;

/**
 * Documents held out of a fit, and what a map has to reach on them.
 *
 * @param pairs the documents held out
 * @param others those that were fitted on
 * @param neighbours of the documents held out among the others, as the version mapped from has them
 */
record HeldOut(VectorPairs pairs, VectorPairs others, Neighbours neighbours) {

  static HeldOut of(VectorPairs pairs, VectorPairs others) {
    return new HeldOut(pairs, others, Neighbours.of(pairs.from(), others.from()));
  }

  /** Mean share of the neighbours that mapped documents keep in the space mapped to. */
  double shared(DriftMap map) {
    return neighbours.shared(
        Neighbours.of(
            Arrays.stream(pairs.from()).map(map::apply).toArray(float[][]::new), others.to()));
  }

  /** Mean cosine of mapped documents and their vectors by the version mapped to. */
  double cosine(DriftMap map) {
    double sum = 0;
    for (int row = 0; row < pairs.size(); row++) {
      sum += Similarity.DOT.of(map.apply(pairs.from()[row]), pairs.to()[row]);
    }
    return sum / pairs.size();
  }
}
