/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import io.freshet.connectors.opensearch.client.VectorIndex;
import java.io.Serializable;

/**
 * A generation as its index tells of itself.
 *
 * @param index the concrete index
 * @param vectorField path of its vectors
 * @param digest digest of the version that encoded it, and must encode queries to it
 * @param versionName that version's name
 * @param versionStep that version's step
 * @param modelUri that version's folder in the registry
 */
public record ServingGeneration(
    String index,
    String vectorField,
    String digest,
    String versionName,
    long versionStep,
    String modelUri)
    implements VectorIndex, Serializable {}
