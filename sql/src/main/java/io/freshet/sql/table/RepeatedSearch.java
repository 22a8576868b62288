/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import io.freshet.connectors.opensearch.client.Backoff;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats searches that failed for reasons that pass: no answer, overload, a lost node, or an index
 * that was deleted before the next one was seen behind its alias. No thread waits meanwhile.
 */
final class RepeatedSearch implements Search {
  private static final Logger LOG = LoggerFactory.getLogger(RepeatedSearch.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final int NOT_FOUND = 404;

  private final Search search;
  private final Of of;
  private final Backoff backoff =
      new Backoff(FIRST_WAIT, LONGEST_WAIT, () -> ThreadLocalRandom.current().nextDouble());
  private volatile boolean closed;

  /**
   * How one is opened.
   *
   * @param source of the search that is repeated
   * @param followsAlias whether another index may come where one is missing
   * @param giveUpAfter how long a search is repeated
   */
  record Of(Source source, boolean followsAlias, Duration giveUpAfter) implements Source {
    @Override
    public Search open() throws IOException {
      return new RepeatedSearch(source.open(), this);
    }
  }

  private RepeatedSearch(Search search, Of of) {
    this.search = search;
    this.of = of;
  }

  @Override
  public CompletableFuture<Answer> search(ArrayData query, int count) {
    // A copy: the row that the query stands in may be another one by the time of a repetition.
    ArrayData kept = new GenericArrayData(query.toFloatArray());
    return attempt(kept, count, 1, System.nanoTime() + of.giveUpAfter().toNanos());
  }

  private CompletableFuture<Answer> attempt(ArrayData query, int count, int number, long end) {
    return search
        .search(query, count)
        .exceptionallyCompose(
            failure -> {
              if (closed || !passes(failure) || System.nanoTime() - end > 0) {
                return CompletableFuture.failedFuture(failure);
              }
              Duration wait = backoff.after(number);
              LOG.warn(
                  "a search failed {} times, again in {}: {}", number, wait, failure.toString());
              return CompletableFuture.supplyAsync(
                      () -> query,
                      CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS))
                  .thenCompose(again -> attempt(again, count, number + 1, end));
            });
  }

  private boolean passes(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof OpenSearchFailure answer
        && (answer.isTransient() || (of.followsAlias() && answer.status() == NOT_FOUND));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    search.close();
  }
}
