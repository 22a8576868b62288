/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.records.GenerationRecord;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes states of generations, keyed by index.
 *
 * @param topic the topic they go to
 */
public record GenerationSerializer(String topic)
    implements KafkaRecordSerializationSchema<GenerationRecord> {

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      GenerationRecord value, KafkaSinkContext context, @Nullable Long timestamp) {
    return ProducerRecords.of(topic, value);
  }
}
