/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.jobs.indexing.IndexingStack;
import io.freshet.jobs.indexing.TestDocuments;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Searches as a client does, for documents that stay as they are by their own texts: the answer is
 * the document itself with a similarity of one, unless the query and the index are of two versions.
 * Thread-safe.
 */
final class SteadySearches {
  private static final int NOT_FOUND = 404;
  private static final long PAUSE_NANOS = 5_000_000;

  private final IndexingStack stack;
  private final int steady;
  private final Set<String> answered = new LinkedHashSet<>();
  private int searches;

  /** Searches for the first so many test documents, of which version 1 stands. */
  SteadySearches(IndexingStack stack, int steady) {
    this.stack = stack;
    this.steady = steady;
  }

  /** Searches on in a thread of its own until told to end, or until an answer is wrong. */
  CompletableFuture<Void> searchUntil(AtomicBoolean ended) {
    return CompletableFuture.runAsync(
        () -> {
          while (!ended.get()) {
            try {
              search();
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
          }
        });
  }

  private void search() throws Exception {
    try {
      searchOnce();
    } catch (OpenSearchFailure e) {
      // A generation may go away between the resolution and the search; the next one answers.
      assertThat(e.status()).isEqualTo(NOT_FOUND);
      searchOnce();
    }
  }

  private void searchOnce() throws Exception {
    int number = count() % steady;
    assertThat(stack.store.resolve(stack.config.opensearch().alias()))
        .as("indices behind the alias")
        .hasSize(1);
    ServingGeneration generation = stack.serving().orElseThrow();
    EmbeddingModel model = stack.versions.model(generation.digest(), generation.modelUri());
    float[] vector = model.embed(List.of(TestDocuments.titled(number, 1)), TextRole.DOCUMENT)[0];
    Hit exact =
        stack.search.knn(generation, vector, 10).stream()
            .filter(hit -> hit.id().equals(TestDocuments.id(number)))
            .findFirst()
            .orElseThrow(
                () -> new AssertionError("document " + number + " is not in " + generation));
    assertThat(exact.score())
        .as("similarity of a document to itself, in one version's space, in %s", generation)
        .isGreaterThan(0.9999);
    answeredBy(generation);
  }

  private synchronized void answeredBy(ServingGeneration generation) {
    answered.add(generation.index());
    searches++;
  }

  /** How many searches have been answered. */
  synchronized int count() {
    return searches;
  }

  /** The indices that have answered, in order. */
  synchronized Set<String> answered() {
    return new LinkedHashSet<>(answered);
  }
}
