/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import io.freshet.config.KafkaConfig;
import io.freshet.connectors.json.GenerationJson;
import io.freshet.connectors.json.MetricJson;
import io.freshet.connectors.json.ModelVersionJson;
import io.freshet.connectors.kafka.DeadLetters;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.records.Decoded;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics that a run tells itself by (metrics, versions, generations, dead letters) from
 * their beginning into a {@link RunState}, each on a thread of its own. Records that are not
 * understood are left out: whoever uses them for more than looking makes dead letters of them.
 */
public final class TopicFollowers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollowers.class);

  private final List<TopicFollower> followers;

  private TopicFollowers(List<TopicFollower> followers) {
    this.followers = followers;
  }

  /** Begins to follow; topics that do not exist yet are waited for. */
  public static TopicFollowers start(KafkaConfig kafka, RunState state) {
    KafkaConfig.Topics topics = kafka.topics();
    return new TopicFollowers(
        List.of(
            TopicFollower.start(
                kafka,
                topics.metrics(),
                kept(r -> MetricJson.decode(RawRecords.of(r)), state::accept)),
            TopicFollower.start(
                kafka,
                topics.modelVersions(),
                kept(r -> ModelVersionJson.decode(RawRecords.of(r)), state::accept)),
            TopicFollower.start(
                kafka,
                topics.generations(),
                kept(r -> GenerationJson.decode(RawRecords.of(r)), state::accept)),
            TopicFollower.start(kafka, topics.deadLetters(), letters(state))));
  }

  /**
   * Waits until everything that stands in the topics at the time of the call was taken in.
   *
   * @return false if the time was too short
   */
  public boolean catchUp(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    boolean all = true;
    for (TopicFollower follower : followers) {
      all &= follower.catchUp(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
    }
    return all;
  }

  /** Stops the threads and waits for them. */
  @Override
  public void close() {
    followers.forEach(TopicFollower::stop);
    followers.forEach(TopicFollower::close);
  }

  /** Decodes a record of Kafka. */
  private interface Decoder<T> {
    Decoded<T> decode(ConsumerRecord<byte[], byte[]> kafka);
  }

  private static <T> Consumer<ConsumerRecord<byte[], byte[]>> kept(
      Decoder<T> decoder, Consumer<T> into) {
    return kafka -> {
      // In a compacted topic a tombstone takes something back that was seen; a run keeps it.
      if (kafka.value() != null && decoder.decode(kafka) instanceof Decoded.Accepted<T> accepted) {
        into.accept(accepted.value());
      }
    };
  }

  private static Consumer<ConsumerRecord<byte[], byte[]>> letters(RunState state) {
    return kafka -> {
      if (DeadLetters.isReplayMark(kafka)) {
        return;
      }
      try {
        state.accept(DeadLetters.fromKafka(kafka), kafka.timestamp());
      } catch (IllegalArgumentException e) {
        LOG.warn("a record among the dead letters is not one: {}", e.getMessage());
      }
    };
  }
}
