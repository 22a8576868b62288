/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import io.freshet.config.KafkaConfig;
import io.freshet.connectors.kafka.DeadLetterSerializer;
import io.freshet.connectors.kafka.DecodingDeserializer;
import io.freshet.connectors.kafka.KafkaSinks;
import io.freshet.connectors.kafka.KafkaSources;
import io.freshet.connectors.kafka.MetricSerializer;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.MetricRecord;
import java.util.Properties;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** Sources and sinks over the topics of a deployment, from its configuration. */
public final class KafkaTopics {

  private KafkaTopics() {}

  /**
   * A source that starts at the earliest offsets, goes on from checkpoints, and commits offsets
   * only for those who watch the lag.
   *
   * @param group put after the configured prefix
   */
  public static <T> KafkaSource<Decoded<T>> source(
      KafkaConfig kafka, String topic, String group, DecodingDeserializer<T> decoder) {
    return builder(kafka, topic, group, decoder).build();
  }

  /**
   * A source that starts where its consumer group stood, and for a new group with the records that
   * come from now on; it goes on from checkpoints, and commits offsets at each.
   *
   * @param group put after the configured prefix
   */
  @SuppressWarnings("deprecation") // the connector takes what Kafka's client gives up
  public static <T> KafkaSource<Decoded<T>> newcomers(
      KafkaConfig kafka, String topic, String group, DecodingDeserializer<T> decoder) {
    return builder(kafka, topic, group, decoder)
        .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.LATEST))
        .build();
  }

  private static <T> KafkaSourceBuilder<Decoded<T>> builder(
      KafkaConfig kafka, String topic, String group, DecodingDeserializer<T> decoder) {
    return KafkaSources.builder(
        kafka.bootstrapServers(), kafka.properties(), kafka.groupPrefix() + group, topic, decoder);
  }

  /** A sink that delivers at least once; readers tell repeated records by their keys. */
  public static <T> KafkaSink<T> sink(
      KafkaConfig kafka, KafkaRecordSerializationSchema<T> serializer) {
    return KafkaSinks.atLeastOnce(kafka.bootstrapServers(), kafka.properties(), serializer);
  }

  /** The sink of metrics. */
  public static KafkaSink<MetricRecord> metrics(KafkaConfig kafka) {
    return sink(kafka, new MetricSerializer(kafka.topics().metrics()));
  }

  /** The sink of dead letters. */
  public static KafkaSink<DeadLetter> deadLetters(KafkaConfig kafka) {
    return sink(kafka, new DeadLetterSerializer(kafka.topics().deadLetters()));
  }

  /** The properties that every client gets as they are. */
  public static Properties properties(KafkaConfig kafka) {
    Properties properties = new Properties();
    properties.putAll(kafka.properties());
    return properties;
  }
}
