/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import java.io.IOException;

/** No generation is loaded yet; the same request may be answered later. */
public final class NotReadyException extends IOException {
  private static final long serialVersionUID = 1L;

  NotReadyException(String reason) {
    super("nothing can be answered yet: " + reason);
  }
}
