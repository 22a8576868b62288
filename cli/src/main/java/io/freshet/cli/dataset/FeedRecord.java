/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import java.util.Optional;

/**
 * One Kafka record to send, as bytes are to stand in the topic.
 *
 * @param topic where it belongs
 * @param key the record's key: the task, the document's id or the query's id
 * @param value the bytes, or empty for a tombstone
 */
public record FeedRecord(FeedTopic topic, String key, Optional<byte[]> value) {}
