/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.model.EmbeddingModel;
import io.freshet.serving.VersionLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version's model at a time, fetched from the registry and loaded when it is first asked for;
 * the one before it is closed and its local copy deleted. Not thread-safe.
 */
public final class VersionModels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VersionModels.class);

  private final VersionLoader loader;
  private @Nullable EmbeddingModel current;

  private VersionModels(VersionLoader loader) {
    this.loader = loader;
  }

  /**
   * No model yet, with the registry and the device of a configuration.
   *
   * @throws IOException if no temporary directory can be made
   */
  public static VersionModels of(FreshetConfig config) throws IOException {
    return new VersionModels(
        new VersionLoader(
            new ModelRegistry(config.registry().path()),
            Files.createTempDirectory("freshet-versions"),
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
    discard();
    EmbeddingModel loaded = loader.load(uri, digest);
    current = loaded;
    return loaded;
  }

  private void discard() throws IOException {
    if (current != null) {
      current.close();
      current = null;
    }
    try (Stream<Path> files = Files.list(loader.cache())) {
      for (Path file : files.toList()) {
        delete(file);
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(tree)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.deleteIfExists(file);
    }
  }

  /** Frees the model and deletes the local copies. */
  @Override
  public void close() {
    try {
      discard();
      Files.deleteIfExists(loader.cache());
    } catch (IOException e) {
      LOG.warn("Local copies of versions are left in {}", loader.cache(), e);
    }
  }
}
