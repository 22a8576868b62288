/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import java.io.IOException;

/** No generation stands behind the alias. */
public final class NothingServesException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Made with the alias that points to nothing. */
  public NothingServesException(String alias) {
    super("nothing serves the alias " + alias + " yet");
  }
}
