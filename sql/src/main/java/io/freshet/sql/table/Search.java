/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.ArrayData;

/** What answers queries. Thread-safe. */
interface Search extends AutoCloseable {

  /** Opens a search where it runs. */
  @FunctionalInterface
  interface Source extends Serializable {
    /**
     * Opens it.
     *
     * @throws IOException where it cannot be
     */
    Search open() throws IOException;
  }

  /**
   * A document found.
   *
   * @param document its fields as the columns of the table name them, vectors aside
   * @param score the dot product of query and document
   */
  record Found(ObjectNode document, double score) {}

  /**
   * What was found, best first.
   *
   * @param index the concrete index
   * @param digest of the version that encoded query and index; empty where nobody knows
   */
  record Answer(List<Found> found, String index, String digest) {

    /** Keeps a copy. */
    public Answer {
      found = List.copyOf(found);
    }
  }

  /**
   * Searches.
   *
   * @param query a vector, or a text as {@link io.freshet.sql.model.QueryText} has it
   * @param count documents at most
   */
  CompletableFuture<Answer> search(ArrayData query, int count);

  @Override
  void close() throws IOException;
}
