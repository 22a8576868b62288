/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.json.StepManifestJson;
import io.freshet.connectors.records.StepManifest;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes manifests of steps, keyed by the step.
 *
 * @param topic the topic they go to
 */
public record StepManifestSerializer(String topic)
    implements KafkaRecordSerializationSchema<StepManifest> {

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      StepManifest value, KafkaSinkContext context, @Nullable Long timestamp) {
    return new ProducerRecord<>(topic, StepManifestJson.key(value), StepManifestJson.encode(value));
  }
}
