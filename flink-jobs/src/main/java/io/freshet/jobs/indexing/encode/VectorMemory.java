/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The vectors that documents have by their last texts, as far as they are remembered. A document
 * side is what makes vectors of documents, named by its digest. Used by the operator's thread.
 */
interface VectorMemory {

  /** Nothing is remembered. */
  VectorMemory NONE =
      new VectorMemory() {
        @Override
        public void write(Set<String> sides) {}

        @Override
        public Optional<float[][]> find(String id, String side, Supplier<String> content) {
          return Optional.empty();
        }

        @Override
        public void keep(String id, String side, Supplier<String> content, float[][] vectors) {}

        @Override
        public void forget(String id) {}
      };

  /** From now on documents have vectors by these sides; others are of no more use. */
  void write(Set<String> sides);

  /**
   * The vectors of a document, if they are remembered and of this content.
   *
   * @param content a digest of everything but the side that the vectors depend on
   */
  Optional<float[][]> find(String id, String side, Supplier<String> content) throws IOException;

  /** Remembers the vectors of a document, and no longer those of another content. */
  void keep(String id, String side, Supplier<String> content, float[][] vectors) throws IOException;

  /** The document is gone. */
  void forget(String id);
}
