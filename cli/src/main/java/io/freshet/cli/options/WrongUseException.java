/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.options;

/** The command was called with values that it cannot use; ends with exit status 2. */
public final class WrongUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Made with a message that names the option and what it may be. */
  public WrongUseException(String message) {
    super(message);
  }
}
