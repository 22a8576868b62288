/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The client: connections with their security, calls and failures, and reading documents, by id or
 * by search. Knows neither the sink nor generations.
 */
@NullMarked
package io.freshet.connectors.opensearch.client;

import org.jspecify.annotations.NullMarked;
