/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import io.freshet.connectors.opensearch.client.OpenSearchFailure;

/** Another controller holds the lease now; the caller must stop and not retry. */
public final class FencedException extends OpenSearchFailure {

  /** The lease {@code held} was overtaken by {@code holder}. */
  public FencedException(Lease held, Lease holder) {
    super(
        409,
        "fenced",
        "lease of epoch %d (%s) was overtaken by epoch %d (%s): another controller runs; stop one"
            .formatted(held.epoch(), held.owner(), holder.epoch(), holder.owner()),
        null);
  }
}
