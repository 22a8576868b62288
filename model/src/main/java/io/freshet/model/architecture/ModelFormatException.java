/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import java.io.IOException;

/** A model folder or one of its files is not what it should be; the message names the file. */
public final class ModelFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Creates the error with a message that names the file and, where there is one, the remedy. */
  public ModelFormatException(String message) {
    super(message);
  }

  /** Creates the error with its cause. */
  public ModelFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
