/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import io.freshet.connectors.opensearch.client.MetadataType;
import io.freshet.connectors.opensearch.client.VectorPath;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an index makes of documents, decided when it is created. Immutable.
 *
 * @param chunking how long documents become several vectors; empty where each has one
 * @param types of fields of the metadata; others are texts
 * @param taskVectors vectors that documents have for some tasks beside those for all others
 */
public record IndexShape(
    Optional<Chunking> chunking, Map<String, MetadataType> types, List<TaskVectors> taskVectors)
    implements Serializable {

  /** One vector a document, all metadata texts. */
  public static final IndexShape PLAIN = new IndexShape(Optional.empty(), Map.of());

  /** Keeps copies. */
  public IndexShape {
    types = Map.copyOf(types);
    taskVectors = List.copyOf(taskVectors);
  }

  /** A shape without vectors of tasks. */
  public IndexShape(Optional<Chunking> chunking, Map<String, MetadataType> types) {
    this(chunking, types, List.of());
  }

  /** The same shape with these vectors of tasks. */
  public IndexShape with(List<TaskVectors> vectors) {
    return new IndexShape(chunking, types, vectors);
  }

  /** The vectors of a task's own, where the index has some. */
  public Optional<TaskVectors> vectorsOf(String task) {
    return taskVectors.stream().filter(each -> each.tasks().contains(task)).findFirst();
  }

  /** The path of the vectors in a field: those of chunks are nested. */
  public String path(String field) {
    return chunking.isPresent() ? VectorPath.ofChunks(field).path() : field;
  }
}
