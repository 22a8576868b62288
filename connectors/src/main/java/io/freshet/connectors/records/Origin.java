/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.records;

/**
 * Where a record was read.
 *
 * @param topic the Kafka topic, or the file for bounded input
 * @param partition the partition, 0 for files
 * @param offset the offset, or the line number counted from 0
 * @param timestamp the record's timestamp in milliseconds since the epoch, -1 where there is none
 */
public record Origin(String topic, int partition, long offset, long timestamp) {}
