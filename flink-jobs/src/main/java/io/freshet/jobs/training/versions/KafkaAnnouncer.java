/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.records.ModelVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Announces versions in a Kafka topic with an idempotent producer of its own, because a record
 * emitted from the completion of a checkpoint would belong to the next one.
 */
public final class KafkaAnnouncer implements Announcer {

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;

  private KafkaAnnouncer(String topic, KafkaProducer<byte[], byte[]> producer) {
    this.topic = topic;
    this.producer = producer;
  }

  /**
   * Connects when opened.
   *
   * @param properties given to the producer as they are
   */
  public static Announcer.Factory to(
      String bootstrapServers, Map<String, String> properties, String topic) {
    Map<String, String> copy = new HashMap<>(properties);
    return () -> {
      Map<String, Object> settings = new HashMap<>(copy);
      settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
      settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
      settings.put(ProducerConfig.ACKS_CONFIG, "all");
      return new KafkaAnnouncer(
          topic,
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    };
  }

  @Override
  public void announce(ModelVersion.Candidate version) throws IOException, InterruptedException {
    try {
      producer.send(ProducerRecords.of(topic, version)).get();
    } catch (ExecutionException e) {
      throw new IOException(
          "cannot announce version " + version.name() + " in topic " + topic, e.getCause());
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_WAIT);
  }
}
