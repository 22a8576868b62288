/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.config.KafkaConfig;
import io.freshet.jobs.flink.KafkaTopics;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's own clients, for what is not a Flink source or sink. */
public final class KafkaClients {
  private KafkaClients() {}

  /** A consumer without a group, for assigned partitions. */
  static Consumer<byte[], byte[]> consumer(KafkaConfig kafka) {
    return consumer(kafka, ConsumerConfig.DEFAULT_MAX_POLL_RECORDS);
  }

  /**
   * A consumer without a group, for assigned partitions.
   *
   * @param atOnce records that a poll returns at most
   */
  public static Consumer<byte[], byte[]> consumer(KafkaConfig kafka, int atOnce) {
    Properties properties = KafkaTopics.properties(kafka);
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, atOnce);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** An idempotent producer. */
  static Producer<byte[], byte[]> producer(KafkaConfig kafka) {
    Properties properties = KafkaTopics.properties(kafka);
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** An administration client. */
  static Admin admin(KafkaConfig kafka) {
    Properties properties = KafkaTopics.properties(kafka);
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    return Admin.create(properties);
  }
}
