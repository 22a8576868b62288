/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/**
 * A document found.
 *
 * @param score as OpenSearch gives it: comparable within one answer only
 * @param metadata an object, empty where the document has none or none were asked for; not to be
 *     changed
 * @param highlights pieces of title and text that hold words of the query, which stand between
 *     {@code <em>} and {@code </em>}; empty where none were asked for
 */
public record Hit(
    String id,
    double score,
    String title,
    String text,
    JsonNode metadata,
    List<String> highlights) {

  /** Keeps a copy of the highlights. */
  public Hit {
    highlights = List.copyOf(highlights);
  }

  /** One without metadata and highlights. */
  public Hit(String id, double score, String title, String text) {
    this(id, score, title, text, JsonNodeFactory.instance.objectNode(), List.of());
  }

  /** The same document with another score. */
  public Hit scored(double other) {
    return new Hit(id, other, title, text, metadata, highlights);
  }

  /** The text that stood for the document when it was encoded. */
  public String passage() {
    return title.isEmpty() ? text : title + " " + text;
  }
}
