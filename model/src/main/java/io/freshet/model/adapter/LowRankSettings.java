/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.adapter;

import io.freshet.model.architecture.TensorPattern;
import java.util.List;

/**
 * Low-rank adaptation (Hu et al. 2021): beside the product with a weight W runs one with {@code
 * alpha / rank * up down}, and only up and down are trained.
 *
 * @param rank rows of down, columns of up
 * @param dropout rate on what enters down
 * @param layers which linear layers are adapted: patterns of a layer's name, the tensor's without
 *     {@code .weight}, or of what follows one of its dots
 */
public record LowRankSettings(int rank, double alpha, double dropout, List<TensorPattern> layers) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a rank below 1, an alpha that is not positive, a dropout
   *     outside of [0, 1), or no layers
   */
  public LowRankSettings {
    layers = List.copyOf(layers);
    if (rank < 1 || !(alpha > 0) || !(dropout >= 0 && dropout < 1) || layers.isEmpty()) {
      throw new IllegalArgumentException(
          "an adapter needs a rank of at least 1, an alpha above 0, a dropout of at least 0 and below 1, and layers; not rank %d, alpha %s, dropout %s, layers %s"
              .formatted(rank, alpha, dropout, layers));
    }
  }

  /** What the product of up and down is multiplied with. */
  public double scale() {
    return alpha / rank;
  }
}
