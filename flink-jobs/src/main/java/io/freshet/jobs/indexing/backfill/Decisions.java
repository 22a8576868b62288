/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.kafka.ModelVersionDeserializer;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.jobs.indexing.controller.BuildVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Follows the gate's decisions from the beginning of their topic. Not thread-safe. */
final class Decisions implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final Consumer<byte[], byte[]> consumer;
  private final ModelVersionDeserializer decoder = new ModelVersionDeserializer();

  /**
   * Takes over the consumer and closes it in the end.
   *
   * @param topic of one partition
   */
  Decisions(String topic, Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
    List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** The promotions since the last call, in the topic's order. */
  List<BuildVersion> promoted() {
    List<BuildVersion> promoted = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> kafka : consumer.poll(POLL)) {
      // Tombstones and records that cannot be read promote nothing.
      if (kafka.value() != null
          && decoder.decode(RawRecords.of(kafka)) instanceof Decoded.Accepted<ModelVersion> accepted
          && accepted.value() instanceof ModelVersion.Decision decision
          && decision.verdict() == ModelVersion.Verdict.PROMOTED) {
        promoted.add(new BuildVersion(decision.step(), decision.digest(), decision.uri()));
      }
    }
    return promoted;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
