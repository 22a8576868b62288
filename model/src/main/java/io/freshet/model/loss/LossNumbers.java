/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

/**
 * A loss in numbers, as {@code terms.py} reads them.
 *
 * @param kind of {@code losses.py}
 * @param temperature of the student; 1 where there is none
 * @param teacherTemperature 1 where there is none
 * @param margin 2 where there is none
 * @param reach of {@link Negatives#code}
 */
public record LossNumbers(
    int kind, double temperature, double teacherTemperature, double margin, int reach) {

  /** The numbers of a term of some weight. */
  double[] row(double weight) {
    return new double[] {kind, weight, temperature, teacherTemperature, margin, reach};
  }
}
