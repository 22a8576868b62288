/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Freshet's generations in OpenSearch: indices built by one version of a model, the alias that
 * points to the serving one, the set that live writes go to, the lease on it, and what the sink has
 * to know to write into them.
 */
@NullMarked
package io.freshet.connectors.opensearch.generations;

import org.jspecify.annotations.NullMarked;
