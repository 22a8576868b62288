/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.records.ModelVersion;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes candidates and decisions, keyed by version and kind.
 *
 * @param topic the topic they go to
 */
public record ModelVersionSerializer(String topic)
    implements KafkaRecordSerializationSchema<ModelVersion> {

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      ModelVersion value, KafkaSinkContext context, @Nullable Long timestamp) {
    return ProducerRecords.of(topic, value);
  }
}
