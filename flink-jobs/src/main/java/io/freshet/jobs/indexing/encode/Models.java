/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.model.EmbeddingModel;
import io.freshet.serving.VersionLoader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The models that one operator needs, by digest. Models are fetched and loaded on a thread of their
 * own; a caller waits only for a model that is not loaded yet. Used by one thread.
 */
public final class Models implements AutoCloseable {
  private final VersionLoader versions;
  private final ExecutorService loader =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "freshet-model-loader");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, CompletableFuture<EmbeddingModel>> byDigest = new HashMap<>();

  /** An empty cache. */
  public Models(VersionLoader versions) {
    this.versions = versions;
  }

  /** Begins to load a target's model if that has not begun yet. */
  public void prepare(WriteTarget target) {
    CompletableFuture<EmbeddingModel> known = byDigest.get(target.digest());
    if (known == null || known.isCompletedExceptionally()) {
      byDigest.put(
          target.digest(), CompletableFuture.supplyAsync(() -> loadUnchecked(target), loader));
    }
  }

  /** Whether a target's model is loaded, or cannot be: {@link #get} does not wait. */
  public boolean isReady(WriteTarget target) {
    CompletableFuture<EmbeddingModel> known = byDigest.get(target.digest());
    return known != null && known.isDone();
  }

  /**
   * A target's model; waits while it is being loaded.
   *
   * @throws IOException if it cannot be fetched or loaded, or has another digest than the target
   */
  public EmbeddingModel get(WriteTarget target) throws IOException {
    prepare(target);
    CompletableFuture<EmbeddingModel> loading = byDigest.get(target.digest());
    if (loading == null) {
      throw new IllegalStateException("prepared and not there: " + target.digest());
    }
    try {
      return loading.get();
    } catch (ExecutionException e) {
      throw new IOException("cannot load the model at " + target.modelUri(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a model was loaded");
    }
  }

  /**
   * The digest of whatever changes a document's vector by a target's model, which is not loaded.
   *
   * @throws IOException if it cannot be fetched or read
   */
  public String documentDigest(WriteTarget target) throws IOException {
    return versions.documentDigest(target.modelUri());
  }

  /** Closes all models but those of the given digests. */
  public void retain(Set<String> digests) {
    Iterator<Map.Entry<String, CompletableFuture<EmbeddingModel>>> entries =
        byDigest.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, CompletableFuture<EmbeddingModel>> entry = entries.next();
      if (!digests.contains(entry.getKey())) {
        closeWhenLoaded(entry.getValue());
        entries.remove();
      }
    }
  }

  @Override
  public void close() {
    retain(Set.of());
    loader.shutdown();
  }

  private static void closeWhenLoaded(CompletableFuture<EmbeddingModel> loading) {
    CompletableFuture<Void> unused = loading.thenAccept(EmbeddingModel::close);
  }

  private EmbeddingModel loadUnchecked(WriteTarget target) {
    try {
      return versions.load(target.modelUri(), target.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
