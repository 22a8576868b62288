/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import io.freshet.connectors.opensearch.client.MetadataType;
import io.freshet.connectors.opensearch.client.VectorIndex;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;

/**
 * A generation as its index tells of itself.
 *
 * @param index the concrete index
 * @param vectorField path of its vectors
 * @param digest digest of the version that encoded it, and must encode queries to it
 * @param versionName that version's name
 * @param versionStep that version's step
 * @param modelUri that version's folder in the registry
 * @param shape what becomes of documents in it
 */
public record ServingGeneration(
    String index,
    String vectorField,
    String digest,
    String versionName,
    long versionStep,
    String modelUri,
    IndexShape shape)
    implements VectorIndex, Serializable {

  /** One of plain shape. */
  public ServingGeneration(
      String index,
      String vectorField,
      String digest,
      String versionName,
      long versionStep,
      String modelUri) {
    this(index, vectorField, digest, versionName, versionStep, modelUri, IndexShape.PLAIN);
  }

  @Override
  public Map<String, MetadataType> types() {
    return shape.types();
  }

  /**
   * The same generation where searches of a task look: among vectors of the task's own, where the
   * index has some.
   */
  public ServingGeneration forTask(Optional<String> task) {
    return task.flatMap(shape::vectorsOf)
        .map(
            own ->
                new ServingGeneration(
                    index,
                    shape.path(own.field()),
                    digest,
                    versionName,
                    versionStep,
                    modelUri,
                    shape))
        .orElse(this);
  }

  /** How the vectors of {@link #forTask} are made; empty where that is the folder's own way. */
  public Optional<DocumentProfile> profile(Optional<String> task) {
    return task.flatMap(shape::vectorsOf).map(TaskVectors::profile);
  }
}
