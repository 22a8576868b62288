/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import io.freshet.config.KafkaConfig;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.jobs.training.StepReplay;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads single records of a topic by their places. Used by one thread. */
final class RecordReader implements StepReplay.Records, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;

  /** What came with the record that was asked for last: others are mostly asked for in order. */
  private final Map<Long, ConsumerRecord<byte[], byte[]>> near = new HashMap<>();

  private int partition = -1;

  /** Reads a topic of a deployment. */
  RecordReader(KafkaConfig kafka, String topic) {
    this.topic = topic;
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("enable.auto.commit", "false");
    settings.put("allow.auto.create.topics", "false");
    settings.put("auto.offset.reset", "none");
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public RawRecord at(int wanted, long offset) throws IOException {
    if (wanted != partition || !near.containsKey(offset)) {
      fetch(wanted, offset);
    }
    ConsumerRecord<byte[], byte[]> found = near.get(offset);
    if (found == null) {
      throw gone(wanted, offset);
    }
    return RawRecords.of(found);
  }

  private void fetch(int wanted, long offset) throws IOException {
    TopicPartition place = new TopicPartition(topic, wanted);
    if (wanted != partition) {
      consumer.assign(List.of(place));
      partition = wanted;
    }
    near.clear();
    consumer.seek(place, offset);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (near.isEmpty()) {
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "partition %d, offset %d of %s could not be read within %d s"
                  .formatted(wanted, offset, topic, PATIENCE.toSeconds()));
        }
        consumer.poll(POLL).forEach(record -> near.put(record.offset(), record));
      }
    } catch (OffsetOutOfRangeException e) {
      throw gone(wanted, offset);
    }
  }

  private IOException gone(int wanted, long offset) {
    return new IOException(
        "the record at partition %d, offset %d is in %s no more; the topic's retention must be longer than examples are replayed"
            .formatted(wanted, offset, topic));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
