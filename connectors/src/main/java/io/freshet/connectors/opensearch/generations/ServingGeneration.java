/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import io.freshet.connectors.opensearch.client.MetadataType;
import io.freshet.connectors.opensearch.client.VectorIndex;
import java.io.Serializable;
import java.util.Map;

/**
 * A generation as its index tells of itself.
 *
 * @param index the concrete index
 * @param vectorField path of its vectors
 * @param digest digest of the version that encoded it, and must encode queries to it
 * @param versionName that version's name
 * @param versionStep that version's step
 * @param modelUri that version's folder in the registry
 * @param types of fields of its metadata; others are texts
 */
public record ServingGeneration(
    String index,
    String vectorField,
    String digest,
    String versionName,
    long versionStep,
    String modelUri,
    Map<String, MetadataType> types)
    implements VectorIndex, Serializable {

  /** Keeps a copy of the types. */
  public ServingGeneration {
    types = Map.copyOf(types);
  }

  /** One whose metadata are texts. */
  public ServingGeneration(
      String index,
      String vectorField,
      String digest,
      String versionName,
      long versionStep,
      String modelUri) {
    this(index, vectorField, digest, versionName, versionStep, modelUri, Map.of());
  }
}
