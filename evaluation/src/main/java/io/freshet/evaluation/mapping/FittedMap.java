/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.mapping;

import io.freshet.model.mapping.DriftMap;

/**
 * A map fitted on documents.
 *
 * @param settings what was chosen on the documents held out, such as {@code ridge 0.1}; empty for a
 *     kind that leaves no choice
 * @param heldOutShared mean share of the ten nearest documents that mapped documents which were
 *     held out have in common with the version mapped from, of the map fitted without them
 * @param heldOutCosine mean cosine of mapped documents that were held out and their vectors by the
 *     version mapped to, of the same map
 */
public record FittedMap(
    MapKind kind, String settings, DriftMap map, double heldOutShared, double heldOutCosine) {}
