/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.models;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.model.EmbeddingModel;
import io.freshet.serving.VersionCache;
import io.freshet.serving.VersionLoader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One version's model at a time, loaded when it is first asked for; the one before it is closed.
 * Not thread-safe.
 */
public final class VersionModels implements AutoCloseable {
  private final VersionLoader loader;
  private @Nullable EmbeddingModel current;

  private VersionModels(VersionLoader loader) {
    this.loader = loader;
  }

  /** No model yet, with the registry and the device of a configuration. */
  public static VersionModels of(FreshetConfig config) {
    return new VersionModels(
        new VersionLoader(
            VersionCache.ofThisMachine(new ModelRegistry(config.registry().path())),
            config.model().compute(config.indexing().batchTokens())));
  }

  /**
   * The model of a version; valid until this is asked for another version or closed.
   *
   * @param uri the version's folder in the registry
   * @throws IOException if the folder cannot be read, or its digest is another one
   */
  public EmbeddingModel load(String uri, String digest) throws IOException {
    if (current != null && current.digest().equals(digest)) {
      return current;
    }
    close();
    EmbeddingModel loaded = loader.load(uri, digest);
    current = loaded;
    return loaded;
  }

  /** Frees the model. */
  @Override
  public void close() {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
