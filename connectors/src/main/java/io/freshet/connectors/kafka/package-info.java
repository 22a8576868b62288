/* SPDX-License-Identifier: Apache-2.0 */
/** Kafka: deserialisers, serialisers, dead letters, topics, builders of sources and sinks. */
@NullMarked
package io.freshet.connectors.kafka;

import org.jspecify.annotations.NullMarked;
