/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

/** Too many steps in a row had a loss or a gradient that is not finite. */
public final class NonFiniteTrainingException extends RuntimeException {
  /** Says how many steps, and what to look at. */
  public NonFiniteTrainingException(String message) {
    super(message);
  }
}
