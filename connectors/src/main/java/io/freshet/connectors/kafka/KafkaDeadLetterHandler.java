/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.kafka;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.DeadLetterHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters into a Kafka topic with a producer of its own.
 *
 * @param properties given to the producer as they are
 */
public record KafkaDeadLetterHandler(
    String bootstrapServers, Map<String, String> properties, String topic)
    implements DeadLetterHandler {

  public KafkaDeadLetterHandler {
    properties = Map.copyOf(properties);
  }

  @Override
  public Outlet open() {
    Map<String, Object> producer = new HashMap<>(properties);
    producer.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    producer.put(ProducerConfig.ACKS_CONFIG, "all");
    return new KafkaOutlet(
        topic, new KafkaProducer<>(producer, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  private static final class KafkaOutlet implements Outlet {

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    KafkaOutlet(String topic, KafkaProducer<byte[], byte[]> producer) {
      this.topic = topic;
      this.producer = producer;
    }

    @Override
    public void accept(DeadLetter letter) throws IOException {
      try {
        // The outcome arrives in the callback.
        Future<RecordMetadata> unused =
            producer.send(
                DeadLetters.toKafka(topic, letter),
                (metadata, error) -> failure.compareAndSet(null, error));
      } catch (KafkaException e) {
        throw new IOException("cannot write a dead letter to topic '" + topic + "'", e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        producer.flush();
      } catch (KafkaException e) {
        throw new IOException("cannot write dead letters to topic '" + topic + "'", e);
      }
      Exception error = failure.get();
      if (error != null) {
        throw new IOException("cannot write dead letters to topic '" + topic + "'", error);
      }
    }

    @Override
    public void close() {
      producer.close(CLOSE_WAIT);
    }
  }
}
