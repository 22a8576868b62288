/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

/**
 * A document as it stands in an index.
 *
 * @param deleted whether it is a tombstone
 * @param vector [dimension], or empty where it has none in the field asked for
 */
@SuppressWarnings("ArrayRecordComponent") // a value that is read once and handed on
public record StoredDocument(
    String id, long version, boolean deleted, String title, String text, float[] vector) {

  /** The text that stood for the document when it was encoded; empty for a tombstone. */
  public String passage() {
    return DocumentFields.passage(title, text);
  }
}
