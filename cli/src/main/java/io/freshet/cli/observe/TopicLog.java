/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import io.freshet.cli.options.FailedException;
import io.freshet.config.KafkaConfig;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.records.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what stands in a topic, from its beginning to its end as it is now. */
public final class TopicLog {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  private TopicLog() {}

  /**
   * The values that can be understood; in order where the topic has one partition.
   *
   * @throws FailedException where the topic cannot be read in time
   */
  public static <T> List<T> read(
      KafkaConfig kafka, String topic, Function<RawRecord, Decoded<T>> decoder)
      throws FailedException {
    List<T> values = new ArrayList<>();
    scan(kafka, topic, decoder, accepted -> values.add(accepted.value()));
    return values;
  }

  /**
   * Hands over all that can be understood, each partition in its order, and holds nothing.
   *
   * @return how many records could not be understood
   * @throws FailedException where Kafka does not answer, or sends nothing for 30 s
   */
  public static <T> long scan(
      KafkaConfig kafka,
      String topic,
      Function<RawRecord, Decoded<T>> decoder,
      Consumer<Decoded.Accepted<T>> consumer)
      throws FailedException {
    long[] rejected = new long[1];
    records(
        kafka,
        topic,
        record -> {
          if (decoder.apply(RawRecords.of(record)) instanceof Decoded.Accepted<T> accepted) {
            consumer.accept(accepted);
          } else {
            rejected[0]++;
          }
        });
    return rejected[0];
  }

  /**
   * Hands over all committed records, each partition in its order, and holds nothing.
   *
   * @throws FailedException where Kafka does not answer, or sends nothing for 30 s
   */
  public static void records(
      KafkaConfig kafka, String topic, Consumer<ConsumerRecord<byte[], byte[]>> consumer)
      throws FailedException {
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("enable.auto.commit", "false");
    settings.put("allow.auto.create.topics", "false");
    settings.put("isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> client =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          client.partitionsFor(topic, PATIENCE).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      client.assign(partitions);
      client.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = client.endOffsets(partitions, PATIENCE);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!atEnd(client, ends)) {
        if (System.nanoTime() > deadline) {
          throw new FailedException("the topic " + topic + " could not be read to its end");
        }
        for (ConsumerRecord<byte[], byte[]> record : client.poll(POLL)) {
          deadline = System.nanoTime() + PATIENCE.toNanos();
          consumer.accept(record);
        }
      }
    } catch (TimeoutException e) {
      throw new FailedException(
          "Kafka does not answer at %s (%s)".formatted(kafka.bootstrapServers(), e.getMessage()),
          e);
    }
  }

  private static boolean atEnd(KafkaConsumer<?, ?> client, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> client.position(end.getKey(), PATIENCE) >= end.getValue());
  }
}
