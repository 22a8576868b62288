/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.generations.Chunking;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DocumentChange.Upsert;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an encoder has to know of the indices it encodes for. Used by one thread. */
public interface TargetIndices extends AutoCloseable {

  /**
   * How an index wants long documents cut, as it was created; empty for one vector a document.
   * Waits while it cannot be read.
   *
   * @throws IOException if it cannot be read at all, or the wait is interrupted
   */
  Optional<Chunking> chunking(WriteTarget target) throws IOException;

  /**
   * The vectors of documents that stand in the index already, by id. An index has the vectors of
   * one version alone, so they are right where the stored title and text are those of the document;
   * any others, missing ones, or ones that cannot be read are left out.
   *
   * @throws IOException if the wait for an answer is interrupted
   */
  Map<String, float[][]> vectors(WriteTarget target, List<Upsert> documents) throws IOException;

  @Override
  void close() throws IOException;

  /** Opens them, once a task. */
  @FunctionalInterface
  interface Source extends Serializable {
    /** Opens them; does not connect yet. */
    TargetIndices open();
  }
}
