/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.jobs.indexing.controller.Generation;

/** Generations as writers know them. */
final class Targets {
  private Targets() {}

  static WriteTarget of(Generation generation) {
    return new WriteTarget(
        generation.index(),
        generation.vectorField(),
        generation.version().digest(),
        generation.version().uri());
  }
}
