/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import io.freshet.connectors.opensearch.client.MetadataType;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;

/**
 * What an index makes of documents, decided when it is created. Immutable.
 *
 * @param chunking how long documents become several vectors; empty where each has one
 * @param types of fields of the metadata; others are texts
 */
public record IndexShape(Optional<Chunking> chunking, Map<String, MetadataType> types)
    implements Serializable {

  /** One vector a document, all metadata texts. */
  public static final IndexShape PLAIN = new IndexShape(Optional.empty(), Map.of());

  /** Keeps a copy of the types. */
  public IndexShape {
    types = Map.copyOf(types);
  }
}
