/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

/** The command was called with values that it cannot use; ends with exit status 2. */
final class WrongUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongUseException(String message) {
    super(message);
  }
}
