/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.generations.IndexShape;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DocumentChange.Upsert;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** What an encoder has to know of the indices it encodes for. Used by one thread. */
public interface TargetIndices extends AutoCloseable {

  /**
   * What becomes of documents in an index, as it was created. Waits while it cannot be read.
   *
   * @throws IOException if it cannot be read at all, or the wait is interrupted
   */
  IndexShape shape(WriteTarget target) throws IOException;

  /**
   * The vectors of documents that stand in the index already, by id. A field has the vectors of one
   * version and profile alone, so they are right where the stored title and text are those of the
   * document; any others, missing ones, or ones that cannot be read are left out.
   *
   * @param field of the vectors
   * @throws IOException if the wait for an answer is interrupted
   */
  Map<String, float[][]> vectors(WriteTarget target, String field, List<Upsert> documents)
      throws IOException;

  @Override
  void close() throws IOException;

  /** Opens them, once a task. */
  @FunctionalInterface
  interface Source extends Serializable {
    /** Opens them; does not connect yet. */
    TargetIndices open();
  }
}
