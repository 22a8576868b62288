/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.records.MetricRecord;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes metrics, keyed by task.
 *
 * @param topic the topic they go to
 */
public record MetricSerializer(String topic)
    implements KafkaRecordSerializationSchema<MetricRecord> {

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      MetricRecord value, KafkaSinkContext context, @Nullable Long timestamp) {
    return ProducerRecords.of(topic, value);
  }
}
