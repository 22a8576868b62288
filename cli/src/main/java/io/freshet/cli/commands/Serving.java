/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import io.freshet.cli.options.FailedException;
import io.freshet.config.FreshetConfig;
import io.freshet.config.OpenSearchConfig;
import io.freshet.connectors.opensearch.GenerationStore;
import io.freshet.connectors.opensearch.OpenSearchConnection;
import io.freshet.connectors.opensearch.SearchClient;
import io.freshet.connectors.opensearch.ServingGeneration;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.jobs.versions.VersionLoader;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The generation that serves, and the version that built it: what a search needs. The alias is
 * resolved once, at opening. Closing ends the connection and the model.
 */
final class Serving implements AutoCloseable {
  private final OpenSearchConnection connection;
  private final ServingGeneration generation;
  private final EmbeddingModel model;

  private Serving(
      OpenSearchConnection connection, ServingGeneration generation, EmbeddingModel model) {
    this.connection = connection;
    this.generation = generation;
    this.model = model;
  }

  /**
   * Resolves the alias and loads the version.
   *
   * @param cache where versions are kept between calls
   * @param compute where the version runs
   * @throws FailedException where nothing serves yet
   */
  static Serving open(FreshetConfig config, Path cache, ComputeOptions compute)
      throws IOException, FailedException {
    OpenSearchConfig search = config.opensearch();
    OpenSearchConnection connection = OpenSearchConnection.open(search.connection());
    try {
      ServingGeneration generation =
          new GenerationStore(connection)
              .serving(search.alias())
              .orElseThrow(
                  () -> new FailedException("nothing serves the alias " + search.alias() + " yet"));
      VersionLoader versions =
          new VersionLoader(new ModelRegistry(config.registry().path()), cache, compute);
      return new Serving(
          connection, generation, versions.load(generation.modelUri(), generation.digest()));
    } catch (IOException | FailedException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  ServingGeneration generation() {
    return generation;
  }

  EmbeddingModel model() {
    return model;
  }

  SearchClient client() {
    return new SearchClient(connection);
  }

  /** Which generation and version answer, for people. */
  String names() {
    return "generation %s, version %s".formatted(generation.index(), generation.versionName());
  }

  @Override
  public void close() throws IOException {
    model.close();
    connection.close();
  }
}
