/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.jobs.indexing.controller.Portion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** What the documents topic holds, and how far the live branch is. Not thread-safe. */
final class DocumentOffsets implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long TIMEOUT_SECONDS = 30;

  private final String topic;
  private final String group;
  private final Consumer<byte[], byte[]> consumer;
  private final Admin admin;

  /**
   * Takes over both clients and closes them in the end.
   *
   * @param group the live branch's consumer group
   */
  DocumentOffsets(String topic, String group, Consumer<byte[], byte[]> consumer, Admin admin) {
    this.topic = topic;
    this.group = group;
    this.consumer = consumer;
    this.admin = admin;
  }

  /** Every partition from its beginning to its end as they are now. */
  List<Portion> portions() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (PartitionInfo info : consumer.partitionsFor(topic)) {
      partitions.add(new TopicPartition(topic, info.partition()));
    }
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    List<Portion> portions = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      long end = ends.getOrDefault(partition, 0L);
      portions.add(
          Portion.of(
              partition.partition(), Math.min(end, beginnings.getOrDefault(partition, 0L)), end));
    }
    return portions;
  }

  /**
   * Whether the live branch has a completed checkpoint at or after the stop offsets. Gaps before
   * them, left by compaction or by transactions, count as passed.
   */
  boolean livePassed(List<Portion> portions)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    for (Portion portion : portions) {
      TopicPartition partition = new TopicPartition(topic, portion.partition());
      OffsetAndMetadata offset = committed.get(partition);
      if (portion.start() < portion.stop()
          && (offset == null
              || (offset.offset() < portion.stop()
                  && !gap(partition, offset.offset(), portion.stop())))) {
        return false;
      }
    }
    return true;
  }

  /** Whether no record lies from one offset to before another. */
  private boolean gap(TopicPartition partition, long from, long to) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    for (ConsumerRecord<byte[], byte[]> kafka : consumer.poll(POLL)) {
      if (kafka.offset() < to) {
        return false;
      }
    }
    return consumer.position(partition) >= to;
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}
