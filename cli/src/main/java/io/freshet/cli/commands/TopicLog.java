/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.records.Decoded;
import io.freshet.jobs.config.KafkaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what stands in a topic of one partition, from its beginning to its end as it is now. */
final class TopicLog {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  private TopicLog() {}

  /**
   * The values that can be understood, in order.
   *
   * @throws FailedException where the topic cannot be read in time
   */
  static <T> List<T> read(KafkaConfig kafka, String topic, Function<RawRecord, Decoded<T>> decoder)
      throws FailedException {
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("enable.auto.commit", "false");
    settings.put("allow.auto.create.topics", "false");
    List<T> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      if (consumer.partitionsFor(topic, PATIENCE).isEmpty()) {
        return values;
      }
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(partition, PATIENCE) < end) {
        if (System.nanoTime() > deadline) {
          throw new FailedException("the topic " + topic + " could not be read to its end");
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (decoder.apply(RawRecords.of(record)) instanceof Decoded.Accepted<T> accepted) {
            values.add(accepted.value());
          }
        }
      }
      return values;
    } catch (TimeoutException e) {
      throw new FailedException(
          "Kafka does not answer at %s (%s)".formatted(kafka.bootstrapServers(), e.getMessage()),
          e);
    }
  }
}
