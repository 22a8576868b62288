/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.records.DeadLetter;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes dead letters, keyed by where the record was read.
 *
 * @param topic the topic they go to
 */
public record DeadLetterSerializer(String topic)
    implements KafkaRecordSerializationSchema<DeadLetter> {

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter value, KafkaSinkContext context, @Nullable Long timestamp) {
    return DeadLetters.toKafka(topic, value);
  }
}
