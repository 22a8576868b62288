/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import java.io.Serializable;

/**
 * An index that live writes go to.
 *
 * @param index the concrete index
 * @param vectorField name of its vector field
 * @param digest digest of the version that encodes for it
 * @param modelUri that version's folder in the registry
 */
public record WriteTarget(String index, String vectorField, String digest, String modelUri)
    implements Serializable {}
