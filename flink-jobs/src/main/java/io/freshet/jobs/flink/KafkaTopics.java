/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import io.freshet.connectors.records.Decoded;
import io.freshet.jobs.config.KafkaConfig;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;

/** Sources and sinks over the topics of a deployment. */
public final class KafkaTopics {

  private KafkaTopics() {}

  /**
   * A source that starts at the earliest offsets, goes on from checkpoints, and commits offsets
   * only for those who watch the lag.
   *
   * @param group put after the configured prefix
   */
  public static <T> KafkaSource<Decoded<T>> source(
      KafkaConfig kafka,
      String topic,
      String group,
      KafkaRecordDeserializationSchema<Decoded<T>> decoder) {
    return KafkaSource.<Decoded<T>>builder()
        .setBootstrapServers(kafka.bootstrapServers())
        .setTopics(topic)
        .setGroupId(kafka.groupPrefix() + group)
        .setClientIdPrefix(kafka.groupPrefix() + group)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(decoder)
        .setProperties(properties(kafka))
        .build();
  }

  /** A sink that delivers at least once; readers tell repeated records by their keys. */
  public static <T> KafkaSink<T> sink(
      KafkaConfig kafka, KafkaRecordSerializationSchema<T> serializer) {
    return KafkaSink.<T>builder()
        .setBootstrapServers(kafka.bootstrapServers())
        .setRecordSerializer(serializer)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setKafkaProducerConfig(properties(kafka))
        .build();
  }

  /** The properties that every client gets as they are. */
  public static Properties properties(KafkaConfig kafka) {
    Properties properties = new Properties();
    properties.putAll(kafka.properties());
    return properties;
  }
}
