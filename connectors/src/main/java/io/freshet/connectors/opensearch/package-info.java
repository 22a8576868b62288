/* SPDX-License-Identifier: Apache-2.0 */
/** OpenSearch: connection, generations and their alias, write set, sink, search. */
@NullMarked
package io.freshet.connectors.opensearch;

import org.jspecify.annotations.NullMarked;
