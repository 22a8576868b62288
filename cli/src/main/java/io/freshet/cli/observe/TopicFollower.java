/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.observe;

import io.freshet.config.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one topic from its beginning, on a thread of its own, in no consumer group.
 *
 * <p>The consumer belongs to the thread; others only ask (see {@code wanted}) and wake it up.
 */
final class TopicFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final String topic;
  private final Consumer<ConsumerRecord<byte[], byte[]>> into;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private final AtomicReference<@Nullable CompletableFuture<Void>> wanted = new AtomicReference<>();
  private final CountDownLatch stopping = new CountDownLatch(1);

  private TopicFollower(
      KafkaConfig kafka, String topic, Consumer<ConsumerRecord<byte[], byte[]>> into) {
    this.topic = topic;
    this.into = into;
    Properties properties = new Properties();
    properties.putAll(kafka.properties());
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.thread = new Thread(this::run, "follow-" + topic);
    this.thread.setDaemon(true);
  }

  static TopicFollower start(
      KafkaConfig kafka, String topic, Consumer<ConsumerRecord<byte[], byte[]>> into) {
    TopicFollower follower = new TopicFollower(kafka, topic, into);
    follower.thread.start();
    return follower;
  }

  /** Waits until all that stands in the topic now was taken in; false if that took too long. */
  boolean catchUp(Duration atMost) throws InterruptedException {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    CompletableFuture<Void> before = wanted.getAndSet(asked);
    if (before != null) {
      before.cancel(false);
    }
    if (!thread.isAlive()) {
      return false;
    }
    try {
      asked.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("did not catch up with {}", topic, e);
      return false;
    }
  }

  void stop() {
    stopping.countDown();
    consumer.wakeup();
  }

  @Override
  public void close() {
    stop();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean stopped() {
    return stopping.getCount() == 0;
  }

  private void run() {
    try (consumer) {
      List<TopicPartition> partitions = assignment();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!stopped()) {
        consumer.poll(POLL).forEach(into);
        CompletableFuture<Void> asked = wanted.getAndSet(null);
        if (asked != null) {
          readToEnd(partitions);
          asked.complete(null);
        }
      }
    } catch (WakeupException e) {
      LOG.debug("stopped to follow {}", topic);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("can no longer follow {}: what is shown of it stands still", topic, e);
    }
  }

  private List<TopicPartition> assignment() throws InterruptedException {
    List<PartitionInfo> found = found();
    while (found.isEmpty() && !stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      found = found();
    }
    return found.stream().map(p -> new TopicPartition(p.topic(), p.partition())).toList();
  }

  private List<PartitionInfo> found() {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    return found == null ? List.of() : found;
  }

  private void readToEnd(List<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (!stopped()
        && ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      consumer.poll(POLL).forEach(into);
    }
  }
}
