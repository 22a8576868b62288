/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import io.freshet.connectors.opensearch.client.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends batches of documents until each one is stored, stale, dropped or rejected, trying again as
 * long as it takes. Thread-safe.
 */
final class BulkSettler<T> {

  private static final Logger LOG = LoggerFactory.getLogger(BulkSettler.class);

  /** How often one document may make a healthy node fail before the document is to blame. */
  private static final int SERVER_ERRORS = 10;

  private final BulkClient client;
  private final MissingIndices<T> missingIndices;
  private final RejectedDocumentHandler.Outlet<T> rejections;
  private final BulkStatistics statistics;
  private final BulkLimit limit;
  private final RequestPlaces places;
  private final Backoff backoff;
  private final Duration giveUpAfter;
  private final CountDownLatch closing;

  BulkSettler(
      BulkClient client,
      MissingIndices<T> missingIndices,
      RejectedDocumentHandler.Outlet<T> rejections,
      BulkStatistics statistics,
      BulkLimit limit,
      RequestPlaces places,
      Backoff backoff,
      Duration giveUpAfter,
      CountDownLatch closing) {
    this.client = client;
    this.missingIndices = missingIndices;
    this.rejections = rejections;
    this.statistics = statistics;
    this.limit = limit;
    this.places = places;
    this.backoff = backoff;
    this.giveUpAfter = giveUpAfter;
    this.closing = closing;
  }

  /**
   * Returns when every document has come to its end, or early when the writer closes.
   *
   * @throws IOException if no document could be stored, or OpenSearch failed for too long
   */
  void settle(List<BulkItem<T>> items) throws IOException, InterruptedException {
    Deque<List<BulkItem<T>>> parts = new ArrayDeque<>();
    parts.push(items);
    int failures = 0;
    long lastProgress = System.nanoTime();
    while (!parts.isEmpty() && closing.getCount() > 0) {
      List<BulkItem<T>> part = parts.pop();
      if (part.size() > limit.current()) {
        split(part, parts);
        continue;
      }
      BulkAnswer answer = send(part);
      if (answer.refusedAsOne() && part.size() > 1) {
        split(part, parts);
        continue;
      }
      Sorted<T> sorted = sort(part, answer);
      if (!sorted.unsent().isEmpty()) {
        parts.push(sorted.unsent());
      }
      if (sorted.again().isEmpty()) {
        limit.grow();
        failures = 0;
        lastProgress = System.nanoTime();
        continue;
      }
      parts.push(sorted.again());
      statistics.retried.inc(sorted.again().size());
      if (answer.overloaded()) {
        limit.shrink();
      }
      if (sorted.again().size() < part.size()) {
        failures = 0;
        lastProgress = System.nanoTime();
      }
      failures++;
      wait(failures, lastProgress, sorted.error());
    }
  }

  private static <T> void split(List<BulkItem<T>> part, Deque<List<BulkItem<T>>> parts) {
    int half = part.size() / 2;
    parts.push(part.subList(half, part.size()));
    parts.push(part.subList(0, half));
  }

  private BulkAnswer send(List<BulkItem<T>> part) throws InterruptedException {
    places.beginRequest();
    long start = System.nanoTime();
    boolean overloaded = true;
    try {
      BulkAnswer answer = client.send(part);
      overloaded = answer.overloaded();
      return answer;
    } finally {
      long took = System.nanoTime() - start;
      places.endRequest(part.size(), took, overloaded);
      statistics.bulkMilliseconds.set(TimeUnit.NANOSECONDS.toMillis(took));
      statistics.bulks.inc();
    }
  }

  private void wait(int failures, long lastProgress, String error)
      throws IOException, InterruptedException {
    Duration without = Duration.ofNanos(System.nanoTime() - lastProgress);
    if (without.compareTo(giveUpAfter) > 0) {
      throw new IOException(
          "OpenSearch stored nothing for " + without.toSeconds() + " s; last: " + error);
    }
    Duration pause = backoff.after(failures);
    LOG.warn("bulk failed {} times in a row, again in {}: {}", failures, pause, error);
    if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.debug("closing with documents not stored; they are read again after the restart");
    }
  }

  /** What has to be sent again of a part, and why; and what was not sent yet. */
  private record Sorted<T>(List<BulkItem<T>> again, List<BulkItem<T>> unsent, String error) {}

  private Sorted<T> sort(List<BulkItem<T>> part, BulkAnswer answer) throws IOException {
    List<BulkItem<T>> again = new ArrayList<>();
    List<BulkItem<T>> unsent = new ArrayList<>();
    List<BulkItem<T>> missing = new ArrayList<>();
    String error = "";
    for (int i = 0; i < part.size(); i++) {
      BulkItem<T> item = part.get(i);
      ItemOutcome outcome = answer.outcomes().get(i);
      if (outcome instanceof ItemOutcome.Stored) {
        statistics.stored.inc();
      } else if (outcome instanceof ItemOutcome.Stale) {
        statistics.stale.inc();
      } else if (outcome instanceof ItemOutcome.Unsent) {
        unsent.add(item);
      } else if (outcome instanceof ItemOutcome.Rejected rejected) {
        reject(item.rejected(rejected));
      } else if (outcome instanceof ItemOutcome.NoIndex none) {
        missing.add(item);
        error = none.error();
      } else if (outcome instanceof ItemOutcome.Fatal fatal) {
        throw new IOException("OpenSearch takes no documents: " + fatal.error());
      } else if (outcome instanceof ItemOutcome.Retry retry) {
        error = retry.error();
        boolean blamed = !answer.whole() && !retry.overloaded();
        if (blamed && item.failures() + 1 >= SERVER_ERRORS) {
          reject(
              item.rejected(
                  new ItemOutcome.Rejected(retry.status(), "server-error", retry.error())));
        } else {
          again.add(blamed ? item.failedAgain() : item);
        }
      }
    }
    if (!missing.isEmpty()) {
      again.addAll(missingIndices.settle(missing, error, this::reject));
    }
    return new Sorted<>(again, unsent, error);
  }

  /** Hands a document to the handler of rejected ones. */
  void reject(RejectedDocument<T> document) throws IOException {
    LOG.warn("rejected '{}' for '{}': {}", document.id(), document.index(), document.error());
    rejections.accept(document);
    statistics.rejected();
  }
}
