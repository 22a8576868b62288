/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.records.TrainingMessage;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes examples and controls, keyed by task.
 *
 * @param topic the topic they go to
 */
public record TrainingMessageSerializer(String topic)
    implements KafkaRecordSerializationSchema<TrainingMessage> {

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      TrainingMessage value, KafkaSinkContext context, @Nullable Long timestamp) {
    return ProducerRecords.of(topic, value);
  }
}
