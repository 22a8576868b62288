/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

/** Kinds of maps between two versions, the more freedom the later. */
public enum MapKind {
  /** A rotation or reflection: the orthogonal Procrustes problem (Schoenemann 1966). */
  ORTHOGONAL,
  /**
   * That one with a factor for each number of the mapped vector, as the diagonal scaling of
   * Drift-Adapter (Vejendla 2025), but in closed form: the least squares given the rotation.
   */
  SCALED,
  /** Any matrix and an offset: ridge regression, drawn towards the orthogonal map and not to 0. */
  AFFINE
}
