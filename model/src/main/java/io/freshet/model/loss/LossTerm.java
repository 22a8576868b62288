/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import java.util.List;

/**
 * One summand of a task's loss.
 *
 * @param name under which its value is reported
 * @param weight that its value is multiplied by
 */
public record LossTerm(String name, double weight, Loss loss) {
  /** Columns of {@code terms.py} before the parameters. */
  private static final int FIRST_PARAMETER = 2;

  /**
   * Checks the weight.
   *
   * @throws IllegalArgumentException on a weight that is negative or infinite
   */
  public LossTerm {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("the weight of " + name + " must not be " + weight);
    }
  }

  /** A term named after what it is, of weight 1. */
  public static LossTerm of(Loss loss) {
    return new LossTerm(loss.name(), 1, loss);
  }

  /**
   * Terms as {@code terms.py} reads them, [terms, columns]: kind, weight, and the parameters, zeros
   * behind those of a loss that has fewer than another.
   *
   * @throws IllegalArgumentException where a loss is not on embeddings
   */
  public static double[][] numbers(List<LossTerm> terms) {
    int most = terms.stream().mapToInt(term -> term.loss().parameters().size()).max().orElse(0);
    double[][] rows = new double[terms.size()][FIRST_PARAMETER + most];
    for (int i = 0; i < rows.length; i++) {
      LossTerm term = terms.get(i);
      rows[i][0] = LossDefinitions.installed().kind(term.loss().definition());
      rows[i][1] = term.weight();
      for (int j = 0; j < term.loss().parameters().size(); j++) {
        rows[i][FIRST_PARAMETER + j] = term.loss().parameters().get(j);
      }
    }
    return rows;
  }
}
