/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.files;

/** The columns of a file do not say what its rows are; the message says what to write. */
public final class UnknownColumnsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnknownColumnsException(String message) {
    super(message);
  }
}
