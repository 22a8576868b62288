/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded;

/** An embedded server could not be started or stopped; the message says why and shows its log. */
public final class EmbeddedServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Made with a message for a person. */
  public EmbeddedServerException(String message) {
    super(message);
  }

  /** Made with a message for a person and what caused it. */
  public EmbeddedServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
