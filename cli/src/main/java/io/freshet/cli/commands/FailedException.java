/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

/** The command could not do its work; the message says why in one line. */
final class FailedException extends Exception {
  private static final long serialVersionUID = 1L;

  FailedException(String message) {
    super(message);
  }

  FailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
