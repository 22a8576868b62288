/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import org.apache.flink.annotation.Internal;

/**
 * Where vectors stand in the documents of an index: in a field of their own, one a document, or in
 * nested documents of such a field, one a chunk. The path alone tells which: it has a dot in the
 * second case. Immutable.
 *
 * @param path as searches name it
 */
@Internal
public record VectorPath(String path) {

  private static final String CHUNK = ".chunk";

  /** The path of the vectors of chunks in a field. */
  public static VectorPath ofChunks(String field) {
    return new VectorPath(field + CHUNK);
  }

  /** Whether a document may have several vectors, each in a nested document. */
  public boolean isNested() {
    return path.indexOf('.') >= 0;
  }

  /** The field of the document itself. */
  public String field() {
    return isNested() ? path.substring(0, path.indexOf('.')) : path;
  }

  /** The field that holds the numbers, within its nested document where there is one. */
  public String leaf() {
    return path.substring(path.indexOf('.') + 1);
  }
}
