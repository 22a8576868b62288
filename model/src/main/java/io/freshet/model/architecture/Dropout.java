/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

/**
 * Rates of dropout in training, each from 0 to below 1.
 *
 * @param input of the embedded tokens
 * @param hidden between and within the layers
 * @param attention of the attention's probabilities
 */
public record Dropout(double input, double hidden, double attention) {

  /** The same rate everywhere. */
  public static Dropout of(double rate) {
    return new Dropout(rate, rate, rate);
  }
}
