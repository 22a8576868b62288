/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.model.mapping.DriftMap;
import io.freshet.serving.QueryVersion;
import java.util.Optional;

/**
 * A later version that encodes queries for an index of a former one.
 *
 * @param map carries its vectors into the space of the index; empty where both versions encode
 *     documents alike, so that its vectors fit as they are
 */
public record AheadVersion(QueryVersion version, Optional<DriftMap> map) {}
