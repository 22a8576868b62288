/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.versions;

import io.freshet.connectors.kafka.ModelVersionDeserializer;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.records.ModelVersion.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Announces versions in a Kafka topic with an idempotent producer of its own, because a record
 * emitted from the completion of a checkpoint would belong to the next one.
 */
public final class KafkaAnnouncer implements Announcer {

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(100);

  private final String topic;
  private final Map<String, Object> settings;
  private final KafkaProducer<byte[], byte[]> producer;

  private KafkaAnnouncer(
      String topic, Map<String, Object> settings, KafkaProducer<byte[], byte[]> producer) {
    this.topic = topic;
    this.settings = settings;
    this.producer = producer;
  }

  /**
   * Connects when opened.
   *
   * @param properties given to the clients as they are
   */
  public static Announcer.Factory to(
      String bootstrapServers, Map<String, String> properties, String topic) {
    Map<String, String> copy = new HashMap<>(properties);
    return () -> {
      Map<String, Object> settings = new HashMap<>(copy);
      settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
      Map<String, Object> producing = new HashMap<>(settings);
      producing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
      producing.put(ProducerConfig.ACKS_CONFIG, "all");
      return new KafkaAnnouncer(
          topic,
          settings,
          new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer()));
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
  public List<String> promotions() throws IOException {
    Map<String, Object> settings = new HashMap<>(this.settings);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    TopicPartition partition = new TopicPartition(topic, 0);
    ModelVersionDeserializer decoder = new ModelVersionDeserializer();
    // The last decision on each version is all that a compacted topic promises to keep.
    Map<String, Decision> decisions = new LinkedHashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> kafka : consumer.poll(POLL)) {
          if (kafka.value() != null
              && decoder.decode(RawRecords.of(kafka))
                  instanceof Decoded.Accepted<ModelVersion> accepted
              && accepted.value() instanceof Decision decision) {
            decisions.remove(decision.name());
            decisions.put(decision.name(), decision);
          }
        }
      }
    } catch (KafkaException e) {
      throw new IOException("cannot read the decisions on versions in topic " + topic, e);
    }
    return decisions.values().stream()
        .filter(decision -> decision.verdict() == Verdict.PROMOTED)
        .map(Decision::name)
        .toList();
  }

  @Override
  public void close() {
    producer.close(CLOSE_WAIT);
  }
}
