/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.options;

/** The command could not do its work; the message says why in one line. */
public final class FailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Made with a message for a person. */
  public FailedException(String message) {
    super(message);
  }

  /** Made with a message for a person and where it comes from. */
  public FailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
