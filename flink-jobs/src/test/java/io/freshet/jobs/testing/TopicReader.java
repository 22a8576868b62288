/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning until it holds what a test waits for. */
public final class TopicReader<T> implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;
  private final Function<ConsumerRecord<byte[], byte[]>, T> decoder;
  private final List<T> records = new ArrayList<>();

  /** Begins at the earliest record of every partition the topic has now. */
  public TopicReader(
      String bootstrapServers, String topic, Function<ConsumerRecord<byte[], byte[]>, T> decoder) {
    this.topic = topic;
    this.decoder = decoder;
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Reads on until all records together satisfy a condition, and returns them all.
   *
   * @throws AssertionError if they do not within the limit
   */
  public List<T> until(String what, Predicate<List<T>> condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.test(Collections.unmodifiableList(records))) {
      assertThat(System.nanoTime())
          .as("%s in %s, which holds %s", what, topic, last())
          .isLessThan(deadline);
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
        records.add(decoder.apply(each));
      }
    }
    return List.copyOf(records);
  }

  private List<T> last() {
    return List.copyOf(records.subList(Math.max(0, records.size() - 20), records.size()));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
