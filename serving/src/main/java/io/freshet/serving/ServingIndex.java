/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.HitDetail;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.model.EmbeddingModel;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The generation that serves and the version that built it. The alias is resolved when this is
 * opened, and again where the generation has been retired since; the version is exchanged with it,
 * so that a query is always encoded by the version of the index that answers, or, where asked for,
 * by a later one that embeds documents to the same vectors. Not thread-safe.
 */
public final class ServingIndex implements AutoCloseable {
  private static final int NOT_FOUND = 404;

  /** Roll-overs that one search follows before it gives up. */
  private static final int FOLLOWED = 3;

  private final ServingSettings settings;
  private final OpenSearchConnection connection;
  private final AliasedGenerations generations;
  private final VersionLoader versions;
  private ServingGeneration generation;
  private EmbeddingModel model;
  private Optional<LaterQueries> later = Optional.empty();

  /** A version that encodes queries for an index of another. */
  private record LaterQueries(QueryVersion version, EmbeddingModel model) {}

  private ServingIndex(
      ServingSettings settings,
      OpenSearchConnection connection,
      AliasedGenerations generations,
      VersionLoader versions,
      ServingGeneration generation,
      EmbeddingModel model) {
    this.settings = settings;
    this.connection = connection;
    this.generations = generations;
    this.versions = versions;
    this.generation = generation;
    this.model = model;
  }

  /**
   * Resolves the alias and loads the version.
   *
   * @throws NothingServesException where nothing stands behind the alias
   * @throws IOException where the index or the version cannot be reached, or the version is not
   *     what the index says
   */
  public static ServingIndex open(ServingSettings settings) throws IOException {
    OpenSearchConnection connection = OpenSearchConnection.open(settings.connection());
    try {
      VersionLoader versions =
          new VersionLoader(
              new VersionCache(new ModelRegistry(settings.registry()), settings.cache()),
              settings.compute());
      AliasedGenerations generations =
          new AliasedGenerations(
              new GenerationStore(connection), settings.alias(), InstantSource.system());
      ServingGeneration generation = resolve(generations, settings.alias());
      return new ServingIndex(
          settings,
          connection,
          generations,
          versions,
          generation,
          versions.load(generation.modelUri(), generation.digest()));
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static ServingGeneration resolve(AliasedGenerations generations, String alias)
      throws IOException {
    return generations.serving().orElseThrow(() -> new NothingServesException(alias));
  }

  /**
   * Searches in the generation that serves, and in the next one where it was retired meanwhile.
   *
   * @param profile of the query's task; empty for the model's own way with queries
   * @param count hits at most
   * @throws IOException where the index or a version cannot be reached
   */
  public List<Hit> search(String text, Optional<QueryProfile> profile, int count)
      throws IOException {
    return search(text, profile, SearchPlan.VECTORS, count);
  }

  /** {@link #search(String, Optional, int)} by a plan. */
  public List<Hit> search(String text, Optional<QueryProfile> profile, SearchPlan plan, int count)
      throws IOException {
    for (int followed = 0; ; followed++) {
      float[] query = plan.needsVector() ? encoder(profile).encode(List.of(text))[0] : new float[0];
      try {
        return OpenSearchFailure.join(
            plan.search(client(), generation(profile), query, text, count, HitDetail.TEXTS));
      } catch (OpenSearchFailure e) {
        if (e.status() != NOT_FOUND || followed == FOLLOWED) {
          throw e;
        }
        follow();
      }
    }
  }

  /** Goes over to the generation that serves now, with its version. */
  public void follow() throws IOException {
    generations.forget();
    ServingGeneration next = resolve(generations, settings.alias());
    if (!next.digest().equals(generation.digest())) {
      EmbeddingModel loaded = versions.load(next.modelUri(), next.digest());
      model.close();
      model = loaded;
      // Whether it is still later, and of the same documents, is for the caller to find out.
      closeLater();
    }
    generation = next;
  }

  /**
   * From now on encodes queries by the first of these versions that embeds documents to the same
   * vectors as the generation's own: one of a training of queries alone (frozen documents), which
   * so is live on this index before one of its own is built. Where there is none, and again after a
   * roll-over to another version, the generation's own version encodes.
   *
   * @param versions in the order of preference
   * @return whether one was found
   * @throws IOException where a version cannot be fetched, or is not what it is said to be
   */
  public boolean encodeQueriesBy(List<QueryVersion> versions) throws IOException {
    closeLater();
    for (QueryVersion version : versions) {
      if (this.versions.documentDigest(version.uri()).equals(model.documentDigest())) {
        later =
            Optional.of(
                new LaterQueries(version, this.versions.load(version.uri(), version.digest())));
        return true;
      }
    }
    return false;
  }

  private void closeLater() {
    later.ifPresent(queries -> queries.model().close());
    later = Optional.empty();
  }

  /** The generation that answered last, or will answer next. */
  public ServingGeneration generation() {
    return generation;
  }

  /** The same where queries of a profile look. */
  public ServingGeneration generation(Optional<QueryProfile> profile) {
    return generation.forTask(profile.flatMap(QueryProfile::task));
  }

  /**
   * Encodes queries for {@link #generation(Optional)}; valid as long as {@link #model}. A later
   * version fits the vectors of all tasks alone.
   */
  public QueryEncoder encoder(Optional<QueryProfile> profile) {
    Optional<DocumentProfile> documents = generation.profile(profile.flatMap(QueryProfile::task));
    return new QueryEncoder(documents.isEmpty() ? queryModel() : model, profile, documents);
  }

  /** The version that built it; valid until the next call that follows a roll-over. */
  public EmbeddingModel model() {
    return model;
  }

  /** The version that encodes queries; valid as long as {@link #model}. */
  public EmbeddingModel queryModel() {
    return later.map(LaterQueries::model).orElse(model);
  }

  /** Name of the version that encodes queries. */
  public String queryVersionName() {
    return later.map(queries -> queries.version().name()).orElse(generation.versionName());
  }

  /** Searches by vectors, in a generation that the caller names. */
  public SearchClient client() {
    return new SearchClient(connection);
  }

  @Override
  public void close() throws IOException {
    closeLater();
    model.close();
    connection.close();
  }
}
