/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

import java.util.Map;

/**
 * A change of one document. Versions order the changes of a document, whatever order they arrive
 * in.
 */
public sealed interface DocumentChange {

  /** The document's id. */
  String id();

  /** The version declared by the producer, else the Kafka offset. */
  long version();

  /** The document stands with this content. */
  record Upsert(String id, long version, String title, String text, Map<String, String> metadata)
      implements DocumentChange {
    public Upsert {
      metadata = Map.copyOf(metadata);
    }

    /** The text that stands for the document wherever documents are encoded. */
    public String passage() {
      return title.isEmpty() ? text : title + " " + text;
    }
  }

  /** The document is gone. */
  record Delete(String id, long version) implements DocumentChange {}
}
