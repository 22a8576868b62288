/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch;

import io.freshet.connectors.kafka.DeadLetterHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Gathers documents into bulk requests and keeps a bounded number of them under way. One thread
 * calls it; it waits, interruptibly, where OpenSearch cannot follow.
 */
final class BulkPipeline implements AutoCloseable {

  private final BulkSettings settings;
  private final OpenSearchConnection connection;
  private final DeadLetterHandler.Outlet letters;
  private final BulkStatistics statistics = new BulkStatistics();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Semaphore free;
  private final ExecutorService senders;
  private final BulkSettler settler;
  private List<BulkItem> gathered = new ArrayList<>();
  private long gatheredBytes;

  BulkPipeline(OpenSearchSink sink, String threadName) throws IOException {
    this.settings = sink.settings();
    this.connection = OpenSearchConnection.open(sink.connection());
    this.letters = sink.deadLetters().open();
    this.free = new Semaphore(settings.inFlight());
    this.senders =
        Executors.newFixedThreadPool(
            settings.inFlight(),
            work -> {
              Thread thread = new Thread(work, threadName);
              thread.setDaemon(true);
              return thread;
            });
    this.settler =
        new BulkSettler(
            new BulkClient(connection),
            new WriteSetStore(connection, sink.alias()),
            letters,
            statistics,
            new BulkLimit(settings.documents()),
            new Backoff(
                settings.initialBackoff(),
                settings.maximumBackoff(),
                () -> ThreadLocalRandom.current().nextDouble()),
            settings.giveUpAfter(),
            closing);
  }

  BulkStatistics statistics() {
    return statistics;
  }

  boolean isEmpty() {
    return gathered.isEmpty();
  }

  /** Takes a document, waiting while too many requests are under way. */
  void write(IndexOperation operation) throws IOException, InterruptedException {
    check();
    BulkItem item = BulkItem.of(operation);
    if (item.bytes() > settings.documentBytes()) {
      settler.reject(
          item,
          "too-large",
          "%d bytes, %d at most; shorten its text"
              .formatted(item.bytes(), settings.documentBytes()));
      return;
    }
    if (operation instanceof IndexOperation.Put put && !isFinite(put.vector())) {
      settler.reject(item, "non-finite-vector", "the encoder made a vector that is not finite");
      return;
    }
    if (gatheredBytes + item.bytes() > settings.bytes() && !gathered.isEmpty()) {
      send();
    }
    gathered.add(item);
    gatheredBytes += item.bytes();
    statistics.pendingItems.incrementAndGet();
    statistics.pendingBytes.addAndGet(item.bytes());
    if (gathered.size() >= settings.documents() || gatheredBytes >= settings.bytes()) {
      send();
    }
  }

  private static boolean isFinite(float[] vector) {
    for (float number : vector) {
      if (!Float.isFinite(number)) {
        return false;
      }
    }
    return true;
  }

  /** Hands over what is gathered, waiting while too many requests are under way. */
  void send() throws IOException, InterruptedException {
    if (gathered.isEmpty()) {
      return;
    }
    free.acquire();
    List<BulkItem> items = gathered;
    long bytes = gatheredBytes;
    gathered = new ArrayList<>();
    gatheredBytes = 0;
    // What went wrong is told to the calling thread at its next call.
    Future<?> unused = senders.submit(() -> settle(items, bytes));
    check();
  }

  private void settle(List<BulkItem> items, long bytes) {
    try {
      settler.settle(items);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure.compareAndSet(null, e);
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    } finally {
      statistics.pendingItems.addAndGet(-items.size());
      statistics.pendingBytes.addAndGet(-bytes);
      free.release();
    }
  }

  /** Returns when every document taken is in OpenSearch or safely among the dead letters. */
  void drain() throws IOException, InterruptedException {
    send();
    free.acquire(settings.inFlight());
    free.release(settings.inFlight());
    check();
    letters.flush();
  }

  private void check() throws IOException {
    Throwable error = failure.get();
    if (error != null) {
      throw new IOException("cannot write to OpenSearch: " + error.getMessage(), error);
    }
  }

  /** Drops what is not stored yet: after a failure it is read again, and else all was drained. */
  @Override
  public void close() throws IOException {
    closing.countDown();
    senders.shutdownNow();
    try (connection) {
      letters.close();
    }
  }
}
