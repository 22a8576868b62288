/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

/**
 * What makes offsets of a topic comparable: under another id or count of partitions, they are not.
 *
 * @param id Kafka's own id, another one after the topic was made anew
 * @param partitions how many partitions it has
 */
public record TopicIdentity(String id, int partitions) {}
