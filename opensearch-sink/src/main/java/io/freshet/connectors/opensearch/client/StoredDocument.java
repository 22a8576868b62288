/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

/**
 * A document as it stands in an index.
 *
 * @param deleted whether it is a tombstone
 * @param vectors [vectors, dimension]: one, or one a chunk in order; none where it has none in the
 *     field asked for
 */
@SuppressWarnings("ArrayRecordComponent") // a value that is read once and handed on
public record StoredDocument(
    String id, long version, boolean deleted, String title, String text, float[][] vectors) {

  /** The only or first vector [dimension]; empty where there is none. */
  public float[] vector() {
    return vectors.length == 0 ? new float[0] : vectors[0];
  }
}
