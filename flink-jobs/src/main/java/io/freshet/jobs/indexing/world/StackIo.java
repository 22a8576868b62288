/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.json.GenerationJson;
import io.freshet.connectors.json.ModelVersionJson;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.records.DesiredGeneration;
import io.freshet.connectors.records.GenerationMessage;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.jobs.indexing.controller.Action;
import io.freshet.jobs.indexing.controller.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The enumerator's input and output over Kafka, OpenSearch and the registry. Clients are opened by
 * the first call. A call that is under way when it is closed closes the clients at its end; later
 * calls fail.
 */
public final class StackIo implements ControllerIo {
  private static final long CLOSE_SECONDS = 5;
  private static final long ANNOUNCE_SECONDS = 30;

  private final FreshetConfig config;
  private final String liveGroup;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed;
  private @Nullable Clients clients;

  private record Clients(
      Decisions decisions,
      TopicFollower<GenerationMessage> generations,
      DocumentOffsets documents,
      Producer<byte[], byte[]> producer,
      IndexAdmin world)
      implements AutoCloseable {

    @Override
    public void close() {
      decisions.close();
      generations.close();
      documents.close();
      producer.close();
      world.close();
    }
  }

  @FunctionalInterface
  private interface Call<T> {
    T on(Clients clients) throws Exception;
  }

  /**
   * Opens nothing yet.
   *
   * @param liveGroup the live branch's consumer group
   */
  public StackIo(FreshetConfig config, String liveGroup) {
    this.config = config;
    this.liveGroup = liveGroup;
  }

  private <T> T call(Call<T> call) throws Exception {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("the enumerator was closed");
      }
      Clients open = clients == null ? open() : clients;
      clients = open;
      return call.on(open);
    } finally {
      if (closed) {
        closeClients();
      }
      lock.unlock();
    }
  }

  private Clients open() {
    Decisions decisions =
        new Decisions(
            new TopicFollower<>(
                config.kafka().topics().modelVersions(),
                KafkaClients.consumer(config.kafka()),
                ModelVersionJson::decode));
    DocumentOffsets documents =
        new DocumentOffsets(
            config.kafka().topics().documents(),
            liveGroup,
            KafkaClients.consumer(config.kafka()),
            KafkaClients.admin(config.kafka()));
    return new Clients(
        decisions,
        new TopicFollower<>(
            config.kafka().topics().generations(),
            KafkaClients.consumer(config.kafka()),
            GenerationJson::decode),
        documents,
        KafkaClients.producer(config.kafka()),
        new IndexAdmin(config, decisions, documents));
  }

  @Override
  public News news() throws Exception {
    return call(
        open -> {
          List<DesiredGeneration> wishes = new ArrayList<>();
          for (GenerationMessage message : open.generations().next()) {
            if (message instanceof DesiredGeneration desired) {
              wishes.add(desired);
            }
          }
          return new News(open.decisions().verdicts(), wishes, open.generations().caughtUp());
        });
  }

  @Override
  public void announce(List<GenerationRecord> records) throws Exception {
    call(
        open -> {
          List<Future<RecordMetadata>> sent = new ArrayList<>();
          for (GenerationRecord generation : records) {
            sent.add(
                open.producer()
                    .send(ProducerRecords.of(config.kafka().topics().generations(), generation)));
          }
          for (Future<RecordMetadata> one : sent) {
            one.get(ANNOUNCE_SECONDS, TimeUnit.SECONDS);
          }
          return sent.size();
        });
  }

  @Override
  public Outcome perform(Action action) throws Exception {
    return call(open -> action.perform(open.world()));
  }

  @Override
  public void close() {
    closed = true;
    try {
      if (lock.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        try {
          closeClients();
        } finally {
          lock.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeClients() {
    Clients open = clients;
    if (open != null) {
      clients = null;
      open.close();
    }
  }
}
