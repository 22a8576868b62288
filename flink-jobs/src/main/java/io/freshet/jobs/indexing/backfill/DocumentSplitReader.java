/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.kafka.DocumentDeserializer;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.jobs.indexing.documents.SourcedChange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads splits of the documents topic with one consumer. A split ends where the consumer's position
 * has reached the stop offset: compaction and transaction markers leave gaps, so the last record's
 * offset tells nothing. Records that cannot be decoded are left out: the live branch reads the same
 * records and puts them into dead letters. Used by the fetcher's thread, but for {@link #wakeUp}.
 */
final class DocumentSplitReader implements SplitReader<PositionedChange, GenerationSplit> {
  private static final Duration POLL = Duration.ofMillis(500);

  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private final DocumentDeserializer decoder = new DocumentDeserializer();
  private final ReadingOrders orders;
  private final Map<TopicPartition, GenerationSplit> reading = new HashMap<>();

  /** Dropped splits whose partition was given to another one before their end was told. */
  private final List<String> replaced = new ArrayList<>();

  /**
   * Takes over the consumer and closes it in the end.
   *
   * @param topic the documents topic
   * @param orders what is to be read, and how fast
   */
  DocumentSplitReader(String topic, Consumer<byte[], byte[]> consumer, ReadingOrders orders) {
    this.topic = topic;
    this.consumer = consumer;
    this.orders = orders;
  }

  @Override
  public RecordsWithSplitIds<PositionedChange> fetch() throws IOException {
    RecordsBySplits.Builder<PositionedChange> fetched = new RecordsBySplits.Builder<>();
    try {
      drop(fetched);
      if (orders.pace().await() && !reading.isEmpty()) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        orders.pace().took(polled.count());
        collect(polled, fetched);
        finish(fetched);
      }
      return fetched.build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while documents were read");
    } catch (WakeupException e) {
      // Only poll and position throw it, and both before anything was taken from the consumer or
      // with everything taken already in the builder.
      return fetched.build();
    }
  }

  private void collect(
      ConsumerRecords<byte[], byte[]> polled, RecordsBySplits.Builder<PositionedChange> fetched) {
    for (TopicPartition partition : polled.partitions()) {
      GenerationSplit split = reading.get(partition);
      if (split == null) {
        continue;
      }
      for (ConsumerRecord<byte[], byte[]> kafka : polled.records(partition)) {
        if (kafka.offset() < split.stop()
            && decoder.decode(RawRecords.of(kafka))
                instanceof Decoded.Accepted<DocumentChange> accepted) {
          fetched.add(
              split,
              new PositionedChange(
                  new SourcedChange(accepted.value(), accepted.received().origin()),
                  kafka.offset() + 1));
        }
      }
    }
  }

  private void finish(RecordsBySplits.Builder<PositionedChange> fetched) {
    List<TopicPartition> finished = new ArrayList<>();
    for (Map.Entry<TopicPartition, GenerationSplit> entry : reading.entrySet()) {
      if (consumer.position(entry.getKey()) >= entry.getValue().stop()) {
        finished.add(entry.getKey());
      }
    }
    end(finished, fetched);
  }

  /** Splits that are no longer to be read end where they are. */
  private void drop(RecordsBySplits.Builder<PositionedChange> fetched) {
    replaced.forEach(fetched::addFinishedSplit);
    replaced.clear();
    List<TopicPartition> dropped = new ArrayList<>();
    reading.forEach(
        (partition, split) -> {
          if (orders.dropped(split.generation())) {
            dropped.add(partition);
          }
        });
    end(dropped, fetched);
  }

  private void end(
      List<TopicPartition> partitions, RecordsBySplits.Builder<PositionedChange> fetched) {
    for (TopicPartition partition : partitions) {
      GenerationSplit split = reading.remove(partition);
      if (split != null) {
        fetched.addFinishedSplit(split.splitId());
      }
    }
    if (!partitions.isEmpty()) {
      consumer.assign(reading.keySet());
    }
  }

  @Override
  public void handleSplitsChanges(SplitsChange<GenerationSplit> change) {
    if (!(change instanceof SplitsAddition)) {
      throw new IllegalArgumentException("splits are only ever added, not " + change);
    }
    for (GenerationSplit split : change.splits()) {
      GenerationSplit before = reading.put(new TopicPartition(topic, split.partition()), split);
      if (before != null) {
        replaced(before, split);
      }
    }
    consumer.assign(reading.keySet());
    for (GenerationSplit split : change.splits()) {
      consumer.seek(new TopicPartition(topic, split.partition()), split.position());
    }
  }

  private void replaced(GenerationSplit before, GenerationSplit split) {
    if (!orders.dropped(before.generation())) {
      throw new IllegalStateException("partition " + split.partition() + " is read already");
    }
    replaced.add(before.splitId());
  }

  @Override
  public void wakeUp() {
    orders.pace().wakeUp();
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
