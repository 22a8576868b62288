/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.cluster;

import java.io.IOException;

/** A cluster cannot be reached or refuses; the message says which and why, for a person. */
public final class ClusterException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ClusterException(String message, int status) {
    super(message);
    this.status = status;
  }

  ClusterException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
  }

  /** HTTP's status of the answer; 0 where there was none. */
  public int status() {
    return status;
  }
}
