/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import io.freshet.connectors.opensearch.client.Backoff;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.jspecify.annotations.Nullable;

/**
 * Gathers documents into bulk requests and keeps a bounded number of them under way. One thread
 * calls it; it waits, interruptibly, where OpenSearch cannot follow.
 */
final class BulkPipeline<T> implements AutoCloseable {

  private final OpenSearchSink<T> sink;
  private final BulkSettings settings;
  private final OpenSearchConnection connection;
  private final RejectedDocumentHandler.Outlet<T> rejections;
  private final BulkStatistics statistics = new BulkStatistics();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final RequestPlaces places;
  private final Runnable placeFree;
  private final BulkLimit documents;
  private final ExecutorService senders;
  private final BulkSettler<T> settler;
  private List<BulkItem<T>> gathered = new ArrayList<>();
  private long gatheredBytes;

  /**
   * A pipeline of its own connection.
   *
   * @param placeFree told by a sender's thread that a request has come to its end after {@link
   *     #trySend} found no place
   */
  BulkPipeline(OpenSearchSink<T> sink, String threadName, Runnable placeFree) throws IOException {
    this.sink = sink;
    this.settings = sink.settings();
    this.connection = OpenSearchConnection.open(sink.connection());
    this.rejections = opened(sink.rejectedDocuments(), connection);
    this.placeFree = placeFree;
    this.places = new RequestPlaces(new InFlightLimit(settings.inFlight()));
    this.senders =
        Executors.newFixedThreadPool(
            settings.inFlight(),
            work -> {
              Thread thread = new Thread(work, threadName);
              thread.setDaemon(true);
              return thread;
            });
    this.documents = new BulkLimit(settings.documents());
    KnownIndices known = new KnownIndices(connection, !sink.indices().requiresAlias());
    this.settler =
        new BulkSettler<>(
            new BulkClient(connection, known),
            new MissingIndices<>(sink.missingIndex(), connection, known, statistics),
            rejections,
            statistics,
            documents,
            places,
            new Backoff(
                settings.initialBackoff(),
                settings.maximumBackoff(),
                () -> ThreadLocalRandom.current().nextDouble()),
            settings.giveUpAfter(),
            closing);
  }

  private static <T> RejectedDocumentHandler.Outlet<T> opened(
      RejectedDocumentHandler<T> handler, OpenSearchConnection connection) throws IOException {
    try {
      return handler.open();
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  BulkStatistics statistics() {
    return statistics;
  }

  /** How many requests may be under way now, and are. */
  RequestPlaces places() {
    return places;
  }

  /** How many documents a request may hold now. */
  int documentLimit() {
    return documents.current();
  }

  boolean isEmpty() {
    return gathered.isEmpty();
  }

  /** Takes a record, waiting while too many requests are under way. */
  void write(T element, SinkWriter.Context context) throws IOException, InterruptedException {
    check();
    DocumentOperation operation = sink.converter().convert(element, context);
    if (operation instanceof DocumentOperation.Index index) {
      String name = sink.indices().indexOf(element);
      gather(BulkItem.of(element, index, name, sink.indices().requiresAlias()));
    } else if (operation instanceof DocumentOperation.Delete delete) {
      gather(BulkItem.of(element, delete, sink.indices().indexOf(element)));
    } else if (operation instanceof DocumentOperation.Refuse refuse) {
      settler.reject(
          new RejectedDocument<>(
              element,
              refuse,
              sink.indices().indexOf(element),
              refuse.id(),
              0,
              refuse.reason(),
              refuse.error()));
    }
  }

  private void gather(BulkItem<T> item) throws IOException, InterruptedException {
    if (item.bytes() > settings.documentBytes()) {
      String error =
          "%d bytes, %d at most; shorten its text"
              .formatted(item.bytes(), settings.documentBytes());
      settler.reject(item.rejected(new ItemOutcome.Rejected(0, "too-large", error)));
      return;
    }
    if (gatheredBytes + item.bytes() > settings.bytes() && !gathered.isEmpty()) {
      send();
    }
    gathered.add(item);
    gatheredBytes += item.bytes();
    statistics.pendingItems.incrementAndGet();
    statistics.pendingBytes.addAndGet(item.bytes());
    statistics.takenItems.incrementAndGet();
    statistics.takenBytes.addAndGet(item.bytes());
    if (gathered.size() >= settings.documents() || gatheredBytes >= settings.bytes()) {
      send();
    }
  }

  /** Hands over what is gathered, waiting while too many requests are under way. */
  void send() throws IOException, InterruptedException {
    if (!gathered.isEmpty()) {
      places.beginBatch();
      handOver();
    }
  }

  /** Hands over what is gathered; returns false where too many requests are under way. */
  boolean trySend() throws IOException {
    if (gathered.isEmpty()) {
      return true;
    }
    if (!places.tryBeginBatch()) {
      return false;
    }
    handOver();
    return true;
  }

  private void handOver() throws IOException {
    List<BulkItem<T>> items = gathered;
    long bytes = gatheredBytes;
    gathered = new ArrayList<>();
    gatheredBytes = 0;
    // What went wrong is told to the calling thread at its next call.
    Future<?> unused = senders.submit(() -> settle(items, bytes));
    check();
  }

  private void settle(List<BulkItem<T>> items, long bytes) {
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
      if (places.endBatch()) {
        placeFree.run();
      }
    }
  }

  /** Returns when every record taken is in OpenSearch or safely among the rejected ones. */
  void drain() throws IOException, InterruptedException {
    send();
    places.awaitNoBatch();
    check();
    rejections.flush();
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
      rejections.close();
    }
  }
}
