/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.cli.dataset.DemoData;
import io.freshet.cli.dataset.FeedRecord;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.cli.observe.RunState;
import io.freshet.config.KafkaConfig;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the demonstration's data: documents and judgments at once, then training examples as fast
 * as they are trained on, changes of documents over the run, and a few records that nobody can use.
 * One thread of its own between {@link #start} and {@link #close}.
 */
final class Feeder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);

  /** Examples on their way at most: what has been sent and is not dealt into steps yet. */
  private static final long AHEAD = 1200;

  private static final long TICK_MILLIS = 100;
  private static final int EXAMPLES_A_TICK = 40;
  private static final long TICKS_BETWEEN_CHANGES = 4;
  private static final long TICKS_BEFORE_MALFORMED = 150;

  private final DemoData data;
  private final KafkaConfig.Topics topics;
  private final RunState state;
  private final KafkaProducer<byte[], byte[]> producer;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Map<String, Long> sent = new HashMap<>();
  private @Nullable Thread thread;

  Feeder(DemoData data, KafkaConfig kafka, RunState state) {
    this.data = data;
    this.topics = kafka.topics();
    this.state = state;
    Map<String, Object> settings = new HashMap<>(kafka.properties());
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("linger.ms", "10");
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Sends all documents and judgments and waits until Kafka has them. */
  void sendInitial() throws IOException {
    for (Source source : List.<Source>of(data::initialDocuments, data::heldOutJudgments)) {
      try (Stream<FeedRecord> records = source.open()) {
        records.forEach(this::send);
      }
    }
    producer.flush();
    throwFailure();
  }

  /** Begins to stream. */
  void start() {
    Thread started = new Thread(this::run, "feeder");
    thread = started;
    started.start();
  }

  /** Throws what made the stream end early, if something did. */
  void throwFailure() throws IOException {
    Exception first = failure.get();
    if (first != null) {
      throw new IOException("the demonstration's data could not be sent: " + first, first);
    }
  }

  @Override
  public void close() {
    stop();
    producer.close();
  }

  /** Ends the stream and waits until Kafka has what was sent. */
  void stop() {
    stopped.countDown();
    boolean interrupted = false;
    Thread started = thread;
    if (started != null) {
      try {
        started.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    producer.flush();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (Stream<FeedRecord> examples = data.examples();
        Stream<FeedRecord> changes = data.documentUpdates();
        Stream<FeedRecord> malformed = data.malformedRecords()) {
      stream(examples.iterator(), changes.iterator(), malformed.iterator());
    } catch (IOException | RuntimeException e) {
      failure.compareAndSet(null, e);
      LOG.error("feeding ended early", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stream(
      Iterator<FeedRecord> examples, Iterator<FeedRecord> changes, Iterator<FeedRecord> malformed)
      throws InterruptedException {
    for (long tick = 0; !stopped.await(TICK_MILLIS, TimeUnit.MILLISECONDS); tick++) {
      RunSnapshot now = state.snapshot();
      long dealt = now.tasks().values().stream().mapToLong(RunSnapshot.Task::dealt).sum();
      long room = AHEAD - (total() - dealt);
      for (long i = Math.min(room, EXAMPLES_A_TICK); i > 0 && examples.hasNext(); i--) {
        FeedRecord example = examples.next();
        send(example);
        state.sent(example.key(), sent.merge(example.key(), 1L, Long::sum));
      }
      if (tick % TICKS_BETWEEN_CHANGES == 0 && changes.hasNext()) {
        send(changes.next());
      }
      if (tick >= TICKS_BEFORE_MALFORMED
          && tick % TICKS_BETWEEN_CHANGES == 0
          && malformed.hasNext()) {
        send(malformed.next());
      }
    }
  }

  private long total() {
    return sent.values().stream().mapToLong(Long::longValue).sum();
  }

  // Kafka's tombstone is a null value.
  @SuppressWarnings("NullAway")
  private void send(FeedRecord feed) {
    // The callback tells what the future would.
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(
                topic(feed), feed.key().getBytes(UTF_8), feed.value().orElse(null)),
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
  }

  private String topic(FeedRecord feed) {
    return switch (feed.topic()) {
      case TRAINING_EXAMPLES -> topics.trainingExamples();
      case DOCUMENTS -> topics.documents();
      case JUDGMENTS -> topics.judgments();
      case MODEL_VERSIONS -> topics.modelVersions();
    };
  }

  /** Opens a stream of records. */
  private interface Source {
    Stream<FeedRecord> open() throws IOException;
  }
}
