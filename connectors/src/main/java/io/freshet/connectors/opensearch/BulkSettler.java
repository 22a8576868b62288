/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch;

import io.freshet.connectors.kafka.DeadLetterHandler;
import io.freshet.connectors.records.DeadLetter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends batches of documents until each one is stored, stale, abandoned or a dead letter, trying
 * again as long as it takes. Thread-safe.
 */
final class BulkSettler {

  private static final Logger LOG = LoggerFactory.getLogger(BulkSettler.class);

  /** How often one document may make a healthy node fail before the document is to blame. */
  private static final int SERVER_ERRORS = 10;

  private final BulkClient client;
  private final WriteSetStore writeSet;
  private final DeadLetterHandler.Outlet letters;
  private final BulkStatistics statistics;
  private final BulkLimit limit;
  private final Backoff backoff;
  private final Duration giveUpAfter;
  private final CountDownLatch closing;

  BulkSettler(
      BulkClient client,
      WriteSetStore writeSet,
      DeadLetterHandler.Outlet letters,
      BulkStatistics statistics,
      BulkLimit limit,
      Backoff backoff,
      Duration giveUpAfter,
      CountDownLatch closing) {
    this.client = client;
    this.writeSet = writeSet;
    this.letters = letters;
    this.statistics = statistics;
    this.limit = limit;
    this.backoff = backoff;
    this.giveUpAfter = giveUpAfter;
    this.closing = closing;
  }

  /**
   * Returns when every document has come to its end, or early when the writer closes.
   *
   * @throws IOException if no document could be stored, or OpenSearch failed for too long
   */
  void settle(List<BulkItem> items) throws IOException, InterruptedException {
    Deque<List<BulkItem>> parts = new ArrayDeque<>();
    parts.push(items);
    int failures = 0;
    long lastProgress = System.nanoTime();
    while (!parts.isEmpty() && closing.getCount() > 0) {
      List<BulkItem> part = parts.pop();
      if (part.size() > limit.current()) {
        split(part, parts);
        continue;
      }
      BulkAnswer answer = send(part);
      if (answer.refusedAsOne() && part.size() > 1) {
        split(part, parts);
        continue;
      }
      Sorted sorted = sort(part, answer);
      if (sorted.again().isEmpty()) {
        limit.grow();
        failures = 0;
        lastProgress = System.nanoTime();
        continue;
      }
      parts.push(sorted.again());
      statistics.retried.inc(sorted.again().size());
      if (sorted.overloaded()) {
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

  private static void split(List<BulkItem> part, Deque<List<BulkItem>> parts) {
    int half = part.size() / 2;
    parts.push(part.subList(half, part.size()));
    parts.push(part.subList(0, half));
  }

  private BulkAnswer send(List<BulkItem> part) {
    long start = System.nanoTime();
    BulkAnswer answer = client.send(part);
    statistics.bulkMilliseconds.set(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    statistics.bulks.inc();
    return answer;
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

  /** What has to be sent again of a part, and why. */
  private record Sorted(List<BulkItem> again, boolean overloaded, String error) {}

  private Sorted sort(List<BulkItem> part, BulkAnswer answer) throws IOException {
    List<BulkItem> again = new ArrayList<>();
    List<BulkItem> missing = new ArrayList<>();
    boolean overloaded = false;
    String error = "";
    for (int i = 0; i < part.size(); i++) {
      BulkItem item = part.get(i);
      ItemOutcome outcome = answer.outcomes().get(i);
      if (outcome instanceof ItemOutcome.Stored) {
        statistics.stored.inc();
      } else if (outcome instanceof ItemOutcome.Stale) {
        statistics.stale.inc();
      } else if (outcome instanceof ItemOutcome.Rejected rejected) {
        reject(item, rejected.reason(), rejected.error());
      } else if (outcome instanceof ItemOutcome.NoIndex none) {
        missing.add(item);
        error = none.error();
      } else if (outcome instanceof ItemOutcome.Fatal fatal) {
        throw new IOException("OpenSearch takes no documents: " + fatal.error());
      } else if (outcome instanceof ItemOutcome.Retry retry) {
        error = retry.error();
        overloaded |= retry.overloaded();
        boolean blamed = !answer.whole() && !retry.overloaded();
        if (blamed && item.failures() + 1 >= SERVER_ERRORS) {
          reject(item, "server-error", retry.error());
        } else {
          again.add(blamed ? item.failedAgain() : item);
        }
      }
    }
    if (!missing.isEmpty()) {
      again.addAll(abandon(missing, error));
    }
    return new Sorted(again, overloaded, error);
  }

  /**
   * Drops documents for indices that left the write set: between two barriers a live writer may
   * still know a generation that was abandoned or retired and deleted meanwhile, and failing would
   * not help. An index that is in the write set and not in OpenSearch is another matter.
   *
   * @return all of them to be sent again if the write set cannot be read now
   */
  private List<BulkItem> abandon(List<BulkItem> missing, String error) throws IOException {
    List<String> wanted;
    try {
      wanted = writeSet.load().stream().map(WriteTarget::index).toList();
    } catch (OpenSearchFailure e) {
      if (!e.isTransient()) {
        throw e;
      }
      LOG.warn("cannot read the write set to judge a missing index", e);
      return missing;
    }
    for (BulkItem item : missing) {
      if (wanted.contains(item.operation().index())) {
        throw new IOException(
            "index '%s' is in the write set and does not exist; let a new generation be built: %s"
                .formatted(item.operation().index(), error));
      }
      statistics.abandoned.inc();
    }
    LOG.info(
        "dropped {} writes for indices that left the write set, such as {}",
        missing.size(),
        missing.get(0).operation().index());
    return List.of();
  }

  /** Makes a document a dead letter. */
  void reject(BulkItem item, String reason, String error) throws IOException {
    IndexOperation operation = item.operation();
    LOG.warn("rejected '{}' for '{}': {}", operation.id(), operation.index(), error);
    letters.accept(
        new DeadLetter(
            operation.id().getBytes(StandardCharsets.UTF_8),
            source(item.lines()),
            operation.origin(),
            "index",
            reason,
            "index '%s', document '%s', version %d: %s"
                .formatted(operation.index(), operation.id(), operation.version(), error)));
    statistics.rejected.inc();
  }

  private static byte[] source(byte[] lines) {
    int start = 0;
    while (lines[start] != '\n') {
      start++;
    }
    return Arrays.copyOfRange(lines, start + 1, lines.length - 1);
  }
}
