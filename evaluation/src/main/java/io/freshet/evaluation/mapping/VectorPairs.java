/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import io.freshet.evaluation.vectors.Similarity;
import java.util.Arrays;

/**
 * The same documents encoded by two versions. The arrays are not copied: whoever hands them over
 * changes them no more. Immutable by that custom.
 */
final class VectorPairs {
  private final float[][] from;
  private final float[][] to;

  /**
   * Pairs.
   *
   * @param from vectors of the version whose vectors are to be mapped, [documents, from]
   * @param to vectors of the version whose space they are mapped into, [documents, to]
   * @throws IllegalArgumentException where there are none, the shapes do not fit or a number is not
   *     finite
   */
  VectorPairs(float[][] from, float[][] to) {
    if (from.length != to.length) {
      throw new IllegalArgumentException(
          "%d vectors of one version and %d of the other".formatted(from.length, to.length));
    }
    if (from.length == 0) {
      throw new IllegalArgumentException("a map cannot be fitted on no documents");
    }
    checkWidths(from);
    checkWidths(to);
    this.from = from;
    this.to = to;
  }

  private static void checkWidths(float[][] vectors) {
    for (float[] vector : vectors) {
      if (vector.length != vectors[0].length || vector.length == 0) {
        throw new IllegalArgumentException(
            "vectors of %d and of %d numbers by one version"
                .formatted(vectors[0].length, vector.length));
      }
      for (float value : vector) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException("a vector holds a number that is not finite");
        }
      }
    }
  }

  /** Brings vectors to length 1. */
  static VectorPairs ofUnitLength(float[][] from, float[][] to) {
    return new VectorPairs(normalised(from), normalised(to));
  }

  private static float[][] normalised(float[][] vectors) {
    return Arrays.stream(vectors).map(Similarity::normalized).toArray(float[][]::new);
  }

  float[][] from() {
    return from;
  }

  float[][] to() {
    return to;
  }

  int size() {
    return from.length;
  }

  int fromWidth() {
    return from[0].length;
  }

  int toWidth() {
    return to[0].length;
  }

  /** The pairs of some places. */
  VectorPairs part(int start, int end) {
    return new VectorPairs(
        Arrays.copyOfRange(from, start, end), Arrays.copyOfRange(to, start, end));
  }
}
