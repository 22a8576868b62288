/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DocumentChange.Upsert;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** Vectors that stand in indices, so that their texts need no encoding. Used by one thread. */
public interface StoredVectors extends AutoCloseable {

  /**
   * Vectors by the documents' {@link Upsert#passage}. An index has the vectors of one version
   * alone, so a vector is right whose stored title and text join to the same passage; any other, a
   * missing one, or one that cannot be read is left out.
   *
   * @throws IOException if the wait for an answer is interrupted
   */
  Map<String, float[]> read(WriteTarget target, List<Upsert> documents) throws IOException;

  @Override
  void close() throws IOException;

  /** None at all: every text is encoded. */
  static StoredVectors none() {
    return new StoredVectors() {
      @Override
      public Map<String, float[]> read(WriteTarget target, List<Upsert> documents) {
        return Map.of();
      }

      @Override
      public void close() {}
    };
  }

  /** Opens them, once a task. */
  @FunctionalInterface
  interface Source extends Serializable {
    /** Opens them; does not connect yet. */
    StoredVectors open();
  }
}
