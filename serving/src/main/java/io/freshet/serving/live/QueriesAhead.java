/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import java.io.IOException;
import java.util.Optional;

/** Finds a later version whose queries an index is better asked by until its own index serves. */
@FunctionalInterface
public interface QueriesAhead extends AutoCloseable {

  /**
   * Looks once; may take as long as it likes. Called again and again by one thread.
   *
   * @return empty where the version that built the index is to encode queries itself
   */
  Optional<AheadVersion> look(ServingGeneration serving) throws IOException;

  /** Frees what it looks with; nothing where it needs nothing. */
  @Override
  default void close() throws IOException {}
}
