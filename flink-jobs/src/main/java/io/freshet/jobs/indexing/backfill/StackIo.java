/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.controller.Outcome;
import io.freshet.jobs.indexing.controller.Portion;
import io.freshet.jobs.indexing.controller.VersionVerdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
final class StackIo implements ControllerIo {
  private static final long CLOSE_SECONDS = 5;
  private static final long ANNOUNCE_SECONDS = 30;

  private final FreshetConfig config;
  private final String liveGroup;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed;
  private @Nullable Clients clients;

  private record Clients(
      Decisions decisions,
      DocumentOffsets documents,
      Producer<byte[], byte[]> producer,
      IndexAdmin indices)
      implements AutoCloseable {

    @Override
    public void close() {
      decisions.close();
      documents.close();
      producer.close();
      indices.close();
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
  StackIo(FreshetConfig config, String liveGroup) {
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
    return new Clients(
        new Decisions(
            config.kafka().topics().modelVersions(), KafkaClients.consumer(config.kafka())),
        new DocumentOffsets(
            config.kafka().topics().documents(),
            liveGroup,
            KafkaClients.consumer(config.kafka()),
            KafkaClients.admin(config.kafka())),
        KafkaClients.producer(config.kafka()),
        new IndexAdmin(config));
  }

  @Override
  public List<VersionVerdict> verdicts() throws Exception {
    return call(open -> open.decisions().verdicts());
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
  public Outcome reconcile() throws Exception {
    return call(open -> open.indices().reconcile());
  }

  @Override
  public Outcome createIndex(Generation generation) throws Exception {
    return call(open -> open.indices().create(generation));
  }

  @Override
  public Outcome joinWriteSet(Generation generation) throws Exception {
    return call(open -> open.indices().join(generation));
  }

  @Override
  public Outcome readOffsets(Generation generation) throws Exception {
    return call(
        open -> {
          List<Portion> portions = open.documents().portions();
          return new Outcome.OffsetsRead(generation.number(), portions);
        });
  }

  @Override
  public Outcome checkLive(Generation generation) throws Exception {
    return call(
        open ->
            open.documents().livePassed(generation.portions())
                ? new Outcome.LiveCaughtUp(generation.number())
                : new Outcome.NotYet());
  }

  @Override
  public Outcome validate(Generation generation, Optional<Generation> serving) throws Exception {
    return call(
        open -> {
          Optional<String> objection = open.decisions().objection(generation.version());
          return objection.isPresent()
              ? new Outcome.Unfit(generation.number(), objection.get())
              : open.indices().validate(generation, serving);
        });
  }

  @Override
  public Outcome swap(Generation generation, Optional<Generation> serving) throws Exception {
    return call(open -> open.indices().swap(generation, serving));
  }

  @Override
  public Outcome leaveWriteSet(Generation generation) throws Exception {
    return call(open -> open.indices().leave(generation));
  }

  @Override
  public Outcome deleteIndex(Generation generation) throws Exception {
    return call(open -> open.indices().delete(generation));
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
