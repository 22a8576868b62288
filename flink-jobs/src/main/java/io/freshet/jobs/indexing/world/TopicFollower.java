/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.records.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Follows a topic of one partition from its beginning. Not thread-safe. */
final class TopicFollower<T> implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Function<RawRecord, Decoded<T>> decoder;
  private long backlogEnd = -1;
  private boolean caughtUp;

  /** Takes over the consumer and closes it in the end. */
  TopicFollower(
      String topic, Consumer<byte[], byte[]> consumer, Function<RawRecord, Decoded<T>> decoder) {
    this.consumer = consumer;
    this.partition = new TopicPartition(topic, 0);
    this.decoder = decoder;
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** What came since the last call, in order; tombstones and what cannot be read say nothing. */
  List<T> next() {
    if (backlogEnd < 0) {
      backlogEnd = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }
    List<T> values = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> kafka : consumer.poll(POLL)) {
      if (kafka.value() != null
          && decoder.apply(RawRecords.of(kafka)) instanceof Decoded.Accepted<T> accepted) {
        values.add(accepted.value());
      }
    }
    caughtUp = caughtUp || consumer.position(partition) >= backlogEnd;
    return values;
  }

  /** Whether everything that stood in the topic at the first call has been told. */
  boolean caughtUp() {
    return caughtUp;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
