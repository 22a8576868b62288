/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.ahead;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.serving.ServingSettings;
import io.freshet.serving.VersionCache;
import io.freshet.serving.VersionLoader;
import io.freshet.serving.live.AheadVersion;
import io.freshet.serving.live.QueriesAhead;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The version that is being built, as soon and as long as the probe sets say that its queries,
 * mapped, find more in the generation that serves than those of the version that built that. A
 * build that is given up takes its queries with it. To be used by one thread.
 */
public final class BuildAhead implements QueriesAhead {
  private final Supplier<Optional<String>> building;
  private final GenerationStore store;
  private final OpenSearchConnection connection;
  private final MapTrials trials;
  private @Nullable MapTrial trial;

  private BuildAhead(
      Supplier<Optional<String>> building, OpenSearchConnection connection, MapTrials trials) {
    this.building = building;
    this.connection = connection;
    this.store = new GenerationStore(connection);
    this.trials = trials;
  }

  /**
   * Looks into a deployment.
   *
   * @param config its probe sets and tasks are used
   * @param serving where generations and versions lie; versions are tried one at a time beside what
   *     serves
   * @param building the index that is being built, as its controller tells it
   */
  public static BuildAhead of(
      FreshetConfig config, ServingSettings serving, Supplier<Optional<String>> building) {
    OpenSearchConnection connection = OpenSearchConnection.open(serving.connection());
    VersionLoader loader =
        new VersionLoader(
            new VersionCache(new ModelRegistry(serving.registry()), serving.cache()),
            serving.compute());
    return new BuildAhead(
        building,
        connection,
        new MapTrials(
            config, loader, new DocumentReader(connection), new SearchClient(connection)));
  }

  @Override
  public Optional<AheadVersion> look(ServingGeneration serving) throws IOException {
    Optional<String> index = building.get();
    Optional<ServingGeneration> build =
        index.isEmpty() ? Optional.empty() : store.generation(index.get());
    if (build.isEmpty() || build.get().digest().equals(serving.digest())) {
      trial = null;
      return Optional.empty();
    }
    if (trial == null || !trial.isOf(serving, build.get())) {
      trial = new MapTrial(trials, serving, build.get());
    }
    return trial.proceed();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
