/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.submission;

/** A job is not started, and nothing was changed; the message says why and what to do. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Made with a message for a person. */
  public RefusedException(String message) {
    super(message);
  }
}
