/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.exchange;

/**
 * Trainers of one model that can no longer go on together: one is lost, silent, a stranger, or has
 * other numbers than the rest. All of them go back to their last common state.
 */
public final class ExchangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what is wrong and what to look at. */
  public ExchangeException(String message) {
    super(message);
  }

  /** With what is wrong, what to look at, and what it came from. */
  public ExchangeException(String message, Throwable cause) {
    super(message, cause);
  }
}
