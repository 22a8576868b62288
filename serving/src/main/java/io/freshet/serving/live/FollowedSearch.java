/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.model.TextRole;
import io.freshet.model.TokenizedTexts;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.encoding.BatchingEncoder;
import io.freshet.serving.encoding.LoadedVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Searches in one snapshot each, encoded by its version for queries, and in the next where its
 * index is gone. Thread-safe.
 */
final class FollowedSearch {
  private static final int NOT_FOUND = 404;

  /** Roll-overs that one search follows before it gives up. */
  private static final int FOLLOWED = 3;

  private final Source snapshots;
  private final BatchingEncoder encoder;
  private final GenerationFollower follower;
  private final Executor executor;
  private final Duration patience;

  /** Where snapshots come from. */
  interface Source {
    Snapshot take() throws NotReadyException;
  }

  /** A search of a generation by a vector, which is empty where none is needed. */
  interface Asking<T> {
    CompletableFuture<T> of(ServingGeneration generation, float[] vector);
  }

  /** What is asked. */
  record Query<T>(String text, Optional<QueryProfile> task, boolean needsVector, Asking<T> asking) {
    Optional<String> taskName() {
      return task.flatMap(QueryProfile::task);
    }
  }

  /**
   * What was answered, and by which generation.
   *
   * @param queriesBy name of the version that encoded the query
   */
  record Answered<T>(T answer, ServingGeneration generation, String queriesBy) {}

  FollowedSearch(
      Source snapshots,
      BatchingEncoder encoder,
      GenerationFollower follower,
      Executor executor,
      Duration patience) {
    this.snapshots = snapshots;
    this.encoder = encoder;
    this.follower = follower;
    this.executor = executor;
    this.patience = patience;
  }

  /**
   * Asks the generation that serves, and the next one where it was retired meanwhile.
   *
   * @throws NotReadyException where nothing serves yet
   */
  <T> CompletableFuture<Answered<T>> ask(Query<T> query) throws NotReadyException {
    try (Snapshot snapshot = snapshots.take()) {
      return ask(snapshot, query, FOLLOWED);
    }
  }

  private <T> CompletableFuture<Answered<T>> ask(Snapshot snapshot, Query<T> query, int attempts) {
    ServingGeneration generation = snapshot.generation();
    String queriesBy = snapshot.queriesBy(query.taskName());
    return vector(snapshot, query)
        .thenComposeAsync(
            vector -> query.asking().of(generation.forTask(query.taskName()), vector), executor)
        .thenApply(answer -> new Answered<>(answer, generation, queriesBy))
        .exceptionallyCompose(
            failure ->
                attempts > 0 && mayBeGone(failure)
                    ? follower
                        .lookNow()
                        .thenComposeAsync(
                            seen -> onAnother(generation, query, attempts - 1, failure), executor)
                    : CompletableFuture.failedFuture(failure));
  }

  /** Searches again where another generation is shown than the one that failed. */
  private <T> CompletableFuture<Answered<T>> onAnother(
      ServingGeneration failed, Query<T> query, int attempts, Throwable failure) {
    try (Snapshot snapshot = snapshots.take()) {
      if (snapshot.generation().equals(failed)) {
        return CompletableFuture.failedFuture(failure);
      }
      return ask(snapshot, query, attempts);
    } catch (NotReadyException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<float[]> vector(Snapshot snapshot, Query<?> query) {
    if (!query.needsVector()) {
      return CompletableFuture.completedFuture(new float[0]);
    }
    List<String> texts = List.of(query.text());
    LoadedVersion version = snapshot.queryVersion(query.taskName());
    TokenizedTexts tokenized =
        query
            .task()
            .map(task -> version.encoder().tokenize(texts, task))
            .orElseGet(() -> version.encoder().tokenize(texts, TextRole.QUERY))
            .through(snapshot.projection(query.taskName()));
    return encoder
        .submit(version, tokenized)
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(vectors -> vectors[0]);
  }

  /** An index that is deleted during a search fails like one whose node is lost. */
  private static boolean mayBeGone(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof OpenSearchFailure answer
        && (answer.status() == NOT_FOUND || answer.isTransient());
  }
}
