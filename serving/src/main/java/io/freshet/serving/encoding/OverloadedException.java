/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.encoding;

/** More texts wait to be encoded than may; the same request may be answered a little later. */
public final class OverloadedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OverloadedException(int waiting, int allowed) {
    super(
        "%d texts wait to be encoded already and %d may; try again a little later"
            .formatted(waiting, allowed));
  }
}
