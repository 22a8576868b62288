/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import java.util.Collections;
import java.util.List;

/**
 * Beginnings of the embeddings that are trained too, so that embeddings may be cut (Kusupati et al.
 * 2022): each loss is the weighted sum of its values on the first numbers of every embedding.
 *
 * @param widths numbers that count, the whole width where it shall count among them; none for
 *     embeddings as they are
 * @param weights one a width
 */
public record Matryoshka(List<Integer> widths, List<Double> weights) {
  /** Embeddings as they are. */
  public static final Matryoshka NONE = new Matryoshka(List.of(), List.of());

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a width below 1 or twice, or weights that are not one a
   *     width and positive
   */
  public Matryoshka {
    widths = List.copyOf(widths);
    weights = List.copyOf(weights);
    if (widths.stream().anyMatch(width -> width < 1)
        || widths.stream().distinct().count() != widths.size()) {
      throw new IllegalArgumentException("widths must be positive and different, not " + widths);
    }
    if (weights.size() != widths.size()
        || weights.stream().anyMatch(weight -> !(weight > 0) || Double.isInfinite(weight))) {
      throw new IllegalArgumentException(
          "the widths %s need a positive weight each, not %s".formatted(widths, weights));
    }
  }

  /** Widths of weight 1. */
  public static Matryoshka of(List<Integer> widths) {
    return new Matryoshka(widths, Collections.nCopies(widths.size(), 1.0));
  }

  /** Each width and its weight, as {@code terms.py} takes them. */
  public double[][] numbers() {
    double[][] result = new double[widths.size()][];
    for (int i = 0; i < result.length; i++) {
      result[i] = new double[] {widths.get(i), weights.get(i)};
    }
    return result;
  }
}
