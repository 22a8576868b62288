/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.table;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.DocumentFields;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Precision;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.SearchPlan;
import io.freshet.serving.ServingSettings;
import io.freshet.serving.VersionCache;
import io.freshet.serving.encoding.BatchSettings;
import io.freshet.serving.live.LiveIndex;
import io.freshet.serving.live.LiveListener;
import io.freshet.sql.model.QueryText;
import io.freshet.sql.model.Shared;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.table.data.ArrayData;
import org.jspecify.annotations.Nullable;

/**
 * Searches the generation behind an alias by texts: each is encoded by the version that built the
 * index which then answers, whatever is rolled over meanwhile. Subtasks of one process share the
 * version.
 */
final class ServingSearch implements Search {
  private static final Shared<Alias, Live> PROCESS = new Shared<>(ServingSearch::follow);

  private final Shared.Lease<Live> lease;
  private final Of of;

  /**
   * What is followed, and by what means.
   *
   * @param device as {@link ComputeOptions} has it
   * @param threads as {@link ComputeOptions} has it
   * @param batchTokens as {@link ComputeOptions} has it
   */
  record Alias(
      ConnectionSettings connection,
      String name,
      String registry,
      String device,
      int threads,
      int batchTokens,
      Precision precision,
      Duration interval,
      Duration patience)
      implements Serializable {}

  /**
   * How one is opened.
   *
   * @param key name of the column that is the document's id
   * @param prompt before every query; null for that of the version's folder
   * @param maxLength tokens of a query at most, where there is a prompt
   * @param task whose own vectors are searched, where there is a prompt; null for none
   */
  record Of(Alias alias, String key, @Nullable String prompt, int maxLength, @Nullable String task)
      implements Source {
    @Override
    public Search open() throws IOException {
      return new ServingSearch(PROCESS.hold(alias), this);
    }
  }

  /** An index with the threads that wait for its answers. */
  private record Live(LiveIndex index, ExecutorService threads) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      index.close();
      threads.shutdown();
    }
  }

  private ServingSearch(Shared.Lease<Live> lease, Of of) {
    this.lease = lease;
    this.of = of;
  }

  private static Live follow(Alias alias) throws IOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "freshet-search");
              thread.setDaemon(true);
              return thread;
            });
    ServingSettings serving =
        new ServingSettings(
            alias.connection(),
            alias.name(),
            alias.registry(),
            VersionCache.directoryOfThisMachine(),
            new ComputeOptions(
                alias.device(),
                alias.threads(),
                alias.batchTokens(),
                OptionalInt.empty(),
                alias.precision()));
    // Functions wait for what they submit, so their number bounds what waits here.
    BatchSettings batches =
        new BatchSettings(alias.batchTokens(), Duration.ZERO, Integer.MAX_VALUE);
    Live live =
        new Live(
            LiveIndex.open(
                new LiveIndex.Settings(
                    serving, batches, alias.interval(), alias.patience(), () -> {}),
                LiveListener.silent(),
                threads),
            threads);
    try {
      await(live.index(), alias.patience());
      return live;
    } catch (IOException e) {
      live.close();
      throw e;
    }
  }

  private static void await(LiveIndex index, Duration patience) throws IOException {
    try {
      index.look().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the serving version was loaded");
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the version that serves was not loaded in " + patience, e);
    }
    index.snapshot().close();
  }

  @Override
  public CompletableFuture<Answer> search(ArrayData query, int count) {
    Optional<String> text = QueryText.of(query);
    if (text.isEmpty()) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException(
              "this table follows the alias '%s', and which version made the query's vector is not"
                      .formatted(of.alias().name())
                  + " known: make queries by a model with 'version' = 'serving' and 'kind' ="
                  + " 'query'"));
    }
    Optional<QueryProfile> profile =
        Optional.ofNullable(of.prompt())
            .map(
                prompt -> new QueryProfile(Optional.ofNullable(of.task()), prompt, of.maxLength()));
    try {
      return lease
          .value()
          .index()
          .search(text.get(), profile, SearchPlan.VECTORS, count)
          .thenApply(
              found ->
                  new Answer(
                      found.hits().stream().map(this::found).toList(),
                      found.generation().index(),
                      found.generation().digest()));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Found found(Hit hit) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    if (hit.metadata() instanceof ObjectNode metadata) {
      document.setAll(metadata);
    }
    document.set(DocumentFields.METADATA, hit.metadata());
    document.put(DocumentFields.TITLE, hit.title());
    document.put(DocumentFields.TEXT, hit.text());
    document.put(of.key(), hit.id());
    return new Found(document, SearchClient.dotProduct(hit.score()));
  }

  @Override
  public void close() {
    lease.close();
  }
}
