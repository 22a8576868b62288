/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A Flink sink that writes documents of any record into OpenSearch: {@link
 * io.freshet.connectors.opensearch.sink.OpenSearchSink}. It can be used without anything else of
 * Freshet, and knows neither generations nor Kafka.
 */
@NullMarked
package io.freshet.connectors.opensearch.sink;

import org.jspecify.annotations.NullMarked;
