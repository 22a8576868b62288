/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.client.BothAnswers;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.HitDetail;
import io.freshet.connectors.opensearch.client.MetadataFilter;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.model.TextRole;
import io.freshet.model.TokenizedTexts;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.SearchPlan;
import io.freshet.serving.ServingSettings;
import io.freshet.serving.VersionCache;
import io.freshet.serving.VersionLoader;
import io.freshet.serving.encoding.BatchSettings;
import io.freshet.serving.encoding.BatchingEncoder;
import io.freshet.serving.encoding.MappedQueries;
import io.freshet.serving.encoding.ModelEncoder;
import io.freshet.serving.encoding.OverloadedException;
import io.freshet.serving.encoding.VersionEncoder;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The serving generation for many callers at once: {@link io.freshet.serving.ServingIndex} is for
 * one. A request takes one snapshot, so that its texts are encoded by the version of the index that
 * it searches; where that index is gone it is asked again on the next snapshot.
 */
public final class LiveIndex implements AutoCloseable {
  private final String alias;
  private final OpenSearchConnection connection;
  private final GenerationStore store;
  private final SearchClient client;
  private final Snapshots snapshots = new Snapshots(InstantSource.system());
  private final BatchingEncoder encoder;
  private final GenerationFollower follower;
  private final AheadFollower ahead;
  private final VersionLoader loader;
  private final FollowedSearch search;
  private final Executor executor;
  private final Duration patience;

  /**
   * How it works beside where everything lies.
   *
   * @param interval between two looks at the alias
   * @param patience how long texts wait to be encoded at most
   * @param beforeTheEnd returns when this is closed; called when the process ends, so that what
   *     requests wait for is still encoded
   */
  public record Settings(
      ServingSettings serving,
      BatchSettings batches,
      Duration interval,
      Duration patience,
      Runnable beforeTheEnd) {}

  /**
   * Texts encoded.
   *
   * @param vectors [texts, dimension]
   * @param tokens of all texts, special tokens and prompts included
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Encoded(float[][] vectors, long tokens, ServingGeneration generation) {}

  /**
   * Documents found, best first, and the generation that they were found in.
   *
   * @param queriesBy name of the version that encoded the query
   */
  public record Found(List<Hit> hits, ServingGeneration generation, String queriesBy) {
    /** Keeps a copy. */
    public Found {
      hits = List.copyOf(hits);
    }
  }

  /**
   * What vectors and words each found for one query, in one generation.
   *
   * @param answers a hundred of each side, or as many as were asked for where those are more
   */
  public record Both(BothAnswers answers, ServingGeneration generation) {}

  /** Finds the generation that is followed. */
  private interface Lookup {
    Optional<ServingGeneration> in(GenerationStore store) throws IOException;
  }

  private LiveIndex(
      Settings settings,
      Lookup lookup,
      OpenSearchConnection connection,
      LiveListener listener,
      Executor executor) {
    ServingSettings serving = settings.serving();
    this.store = new GenerationStore(connection);
    this.loader =
        new VersionLoader(
            new VersionCache(new ModelRegistry(serving.registry()), serving.cache()),
            serving.compute(),
            settings.beforeTheEnd());
    this.alias = serving.alias();
    this.connection = connection;
    this.client = new SearchClient(connection);
    this.encoder = new BatchingEncoder(settings.batches(), listener);
    this.follower =
        new GenerationFollower(
            alias,
            () -> lookup.in(store),
            next -> ModelEncoder.warm(loader.load(next.modelUri(), next.digest())),
            snapshots,
            listener);
    this.ahead = new AheadFollower(snapshots, listener);
    this.executor = executor;
    this.patience = settings.patience();
    this.search = new FollowedSearch(this::snapshot, encoder, follower, executor, patience);
    follower.start(settings.interval());
  }

  /**
   * Begins to follow the alias; does not wait for anything to serve.
   *
   * @param executor runs what comes after encoding; stays the caller's
   */
  public static LiveIndex open(Settings settings, LiveListener listener, Executor executor) {
    return new LiveIndex(
        settings,
        store -> store.serving(settings.serving().alias()),
        OpenSearchConnection.open(settings.serving().connection()),
        listener,
        executor);
  }

  /**
   * {@link #open} for one generation, whether it serves or not: to look into one that is to serve
   * or that served.
   *
   * @param index of the generation
   */
  public static LiveIndex openGeneration(
      Settings settings, String index, LiveListener listener, Executor executor) {
    return new LiveIndex(
        settings,
        store -> store.generation(index),
        OpenSearchConnection.open(settings.serving().connection()),
        listener,
        executor);
  }

  /**
   * Lets a later version encode the queries of searches, where one is found: embeddings are still
   * those of the version that serves. To be called once.
   *
   * @param source closed with this
   * @param interval between two looks
   */
  public void lookAhead(QueriesAhead source, Duration interval) {
    ahead.start(source, this::load, interval);
  }

  private VersionEncoder load(AheadVersion later) throws IOException {
    VersionEncoder encoder =
        ModelEncoder.warm(loader.load(later.version().uri(), later.version().digest()));
    return later.map().<VersionEncoder>map(map -> new MappedQueries(encoder, map)).orElse(encoder);
  }

  /** The alias that is followed. */
  public String alias() {
    return alias;
  }

  /** All generations of the alias that have an index, by the steps of their versions. */
  public List<ServingGeneration> generations() throws OpenSearchFailure {
    return store.list(alias).stream()
        .sorted(Comparator.comparingLong(ServingGeneration::versionStep))
        .toList();
  }

  /** Texts that wait to be encoded now. */
  public int waiting() {
    return encoder.waiting();
  }

  /** Why searches may fail now; empty where they should not. */
  public Optional<String> problem() {
    return follower.problem();
  }

  /**
   * Looks at the alias as soon as it can; completes when what stands behind it is loaded, or {@link
   * #problem} says why not.
   */
  public CompletableFuture<Void> look() {
    return follower.lookNow();
  }

  /**
   * What serves, for the caller to close.
   *
   * @throws NotReadyException where nothing does yet
   */
  public Snapshot snapshot() throws NotReadyException {
    return snapshots
        .take()
        .orElseThrow(() -> new NotReadyException(follower.problem().orElse("it is being loaded")));
  }

  /**
   * Encodes documents, or queries without a task, by the version that serves.
   *
   * @throws NotReadyException where nothing does yet
   * @throws OverloadedException where too many texts wait
   */
  public CompletableFuture<Encoded> encode(List<String> texts, TextRole role)
      throws NotReadyException {
    try (Snapshot snapshot = snapshot()) {
      return encode(snapshot, snapshot.encoder().tokenize(texts, role));
    }
  }

  /**
   * {@link #encode(List, TextRole)} for queries of a task, to be compared with the vectors of
   * {@link ServingGeneration#forTask}.
   */
  public CompletableFuture<Encoded> encode(List<String> texts, QueryProfile task)
      throws NotReadyException {
    try (Snapshot snapshot = snapshot()) {
      return encode(
          snapshot,
          snapshot.encoder().tokenize(texts, task).through(snapshot.projection(task.task())));
    }
  }

  private CompletableFuture<Encoded> encode(Snapshot snapshot, TokenizedTexts texts) {
    ServingGeneration generation = snapshot.generation();
    return encoder
        .submit(snapshot.version(), texts)
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .thenApplyAsync(vectors -> new Encoded(vectors, texts.tokens(), generation), executor);
  }

  /**
   * Searches the generation that serves, and the next one where it was retired meanwhile.
   *
   * @param task whose prompt and length the query has; empty for those of the version's folder
   * @param count documents at most
   * @return completed exceptionally with {@link OpenSearchFailure} where OpenSearch fails, with
   *     {@link java.util.concurrent.TimeoutException} where the text waited too long
   * @throws NotReadyException where nothing does yet
   * @throws OverloadedException where too many texts wait
   */
  public CompletableFuture<Found> search(
      String text, Optional<QueryProfile> task, SearchPlan plan, int count)
      throws NotReadyException {
    FollowedSearch.Asking<List<Hit>> asking =
        (generation, vector) -> plan.search(client, generation, vector, text, count, HitDetail.ALL);
    return search
        .ask(new FollowedSearch.Query<>(text, task, plan.needsVector(), asking))
        .thenApply(
            answered -> new Found(answered.answer(), answered.generation(), answered.queriesBy()));
  }

  /** {@link #search} that tells what each side found, for the caller to compare and to fuse. */
  public CompletableFuture<Both> searchBoth(
      String text, Optional<QueryProfile> task, List<MetadataFilter> filters, int count)
      throws NotReadyException {
    FollowedSearch.Asking<BothAnswers> asking =
        (generation, vector) ->
            client.bothAsync(
                generation,
                vector,
                text,
                Math.max(SearchPlan.CANDIDATES, count),
                filters,
                HitDetail.ALL);
    return search
        .ask(new FollowedSearch.Query<>(text, task, true, asking))
        .thenApply(answered -> new Both(answered.answer(), answered.generation()));
  }

  /** Encodes what waits, then frees everything; searches that are under way may fail. */
  @Override
  public void close() throws IOException {
    ahead.close();
    follower.close();
    encoder.close();
    snapshots.close();
    connection.close();
  }
}
