/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicIdentity;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.Lease;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.opensearch.generations.SwapResult;
import io.freshet.connectors.opensearch.generations.WriteSetStore;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.jobs.indexing.controller.BuildVersion;
import io.freshet.jobs.indexing.controller.Found;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.controller.Outcome;
import io.freshet.model.folder.ModelFolder;
import io.freshet.serving.VersionCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the controller does in OpenSearch, under the lease that {@link #reconcile} takes. Every
 * action may be repeated; a lost lease fails it with {@code FencedException}. Not thread-safe.
 */
final class IndexAdmin implements AutoCloseable {
  private static final int PATIENCE = 8;
  private static final double TOLERATED_SHARE = 0.99;

  private final FreshetConfig config;
  private final String alias;
  private final OpenSearchConnection connection;
  private final GenerationStore store;
  private final WriteSetStore writeSet;
  private final SearchClient search;
  private final VersionCache versions;
  private Optional<Lease> lease = Optional.empty();
  private int attempts;

  /** Does not connect yet. */
  IndexAdmin(FreshetConfig config) {
    this.config = config;
    this.alias = config.opensearch().alias();
    this.connection = OpenSearchConnection.open(config.opensearch().connection());
    this.store = new GenerationStore(connection);
    this.writeSet = new WriteSetStore(connection, alias);
    this.search = new SearchClient(connection);
    this.versions = VersionCache.ofThisMachine(new ModelRegistry(config.registry().path()));
  }

  private Lease lease() throws OpenSearchFailure {
    Lease held =
        lease.orElseThrow(() -> new IllegalStateException("there is no lease before reconcile"));
    writeSet.check(held);
    return held;
  }

  /** Takes the lease and lists what the alias, the write set and the indices' names tell. */
  Outcome reconcile() throws OpenSearchFailure {
    lease =
        Optional.of(
            writeSet.acquire(
                "indexing-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID()));
    Map<String, Found> found = new LinkedHashMap<>();
    Optional<ServingGeneration> serving = store.serving(alias);
    serving.ifPresent(g -> found.put(g.index(), found(g, true)));
    for (ServingGeneration generation : store.list(alias)) {
      if (GenerationSpec.number(alias, generation.index()).isPresent()) {
        found.putIfAbsent(generation.index(), found(generation, false));
      }
    }
    for (WriteTarget target : writeSet.load()) {
      found.putIfAbsent(
          target.index(),
          new Found(
              number(target.index()),
              target.index(),
              target.vectorField(),
              new BuildVersion(-1, target.digest(), target.modelUri()),
              false));
    }
    return new Outcome.Reconciled(new ArrayList<>(found.values()));
  }

  private Found found(ServingGeneration generation, boolean serving) {
    return new Found(
        number(generation.index()),
        generation.index(),
        generation.vectorField(),
        new BuildVersion(generation.versionStep(), generation.digest(), generation.modelUri()),
        serving);
  }

  private int number(String index) {
    return GenerationSpec.number(alias, index).orElse(0);
  }

  /** Creates the index for the version's vectors; unfit if the version cannot be had. */
  Outcome create(Generation generation) throws IOException, InterruptedException {
    Lease unused = lease();
    BuildVersion version = generation.version();
    ModelFolder folder;
    try {
      folder = ModelFolder.read(versions.folder(version.uri()));
    } catch (IOException | UncheckedIOException e) {
      attempts++;
      if (attempts < PATIENCE) {
        throw e;
      }
      return unfit(generation, "version " + version.name() + " cannot be read: " + e);
    }
    if (!folder.digest().equals(version.digest())) {
      return unfit(generation, version.uri() + " has another digest: " + folder.digest());
    }
    int dimension = folder.dimension();
    store.create(
        new GenerationSpec(
            generation.index(),
            generation.vectorField(),
            dimension,
            version.name(),
            version.step(),
            version.digest(),
            version.uri(),
            config.opensearch().shards(),
            config.opensearch().replicas(),
            config.indexing().hnswM(),
            config.indexing().hnswEfConstruction(),
            sources()));
    attempts = 0;
    return new Outcome.IndexCreated(generation.number(), dimension);
  }

  private Map<String, String> sources() throws IOException, InterruptedException {
    String topic = config.kafka().topics().documents();
    TopicIdentity identity =
        TopicAdmin.identities(
                config.kafka().bootstrapServers(), config.kafka().properties(), List.of(topic))
            .get(topic);
    return identity == null
        ? Map.of()
        : Map.of("topic_id", identity.id(), "partitions", Integer.toString(identity.partitions()));
  }

  /** Adds the generation to the write set. */
  Outcome join(Generation generation) throws OpenSearchFailure {
    Lease held = lease();
    WriteTarget target = Targets.of(generation);
    List<WriteTarget> targets = new ArrayList<>(writeSet.load());
    if (!targets.contains(target)) {
      targets.add(target);
      writeSet.save(held, targets);
    }
    return new Outcome.JoinedWriteSet(generation.number());
  }

  /**
   * Counts and probes. The serving generation is counted before and after, for documents come and
   * go meanwhile; a write that is not in both yet may still make the counts differ, so they are
   * taken a few times before a small difference is let pass and a larger one is not.
   */
  Outcome validate(Generation generation, Optional<Generation> serving) throws OpenSearchFailure {
    Lease unused = lease();
    long before = serving.isPresent() ? count(serving.get().index()) : 0;
    long documents = count(generation.index());
    long after = serving.isPresent() ? count(serving.get().index()) : 0;
    long expected = Math.min(before, after);
    if (documents < expected
        && (attempts + 1 < PATIENCE || documents < TOLERATED_SHARE * expected)) {
      return again(
          "it has " + documents + " documents, the serving generation " + expected, generation);
    }
    boolean readSome = generation.portions().stream().anyMatch(p -> p.start() < p.stop());
    if (documents == 0 && readSome) {
      return again("it has no document though the topic has records", generation);
    }
    if (documents > 0
        && search.knn(asTarget(generation), unit(generation.dimension()), 1).isEmpty()) {
      return again("its vectors are not found", generation);
    }
    attempts = 0;
    return new Outcome.Validated(generation.number(), documents);
  }

  private long count(String index) throws OpenSearchFailure {
    store.refresh(index);
    return store.count(index);
  }

  private static ServingGeneration asTarget(Generation generation) {
    BuildVersion version = generation.version();
    return new ServingGeneration(
        generation.index(),
        generation.vectorField(),
        version.digest(),
        version.name(),
        version.step(),
        version.uri());
  }

  private static float[] unit(int dimension) {
    float[] vector = new float[dimension];
    vector[0] = 1;
    return vector;
  }

  /** Points the alias to the generation if it points to the serving one until then. */
  Outcome swap(Generation generation, Optional<Generation> serving) throws OpenSearchFailure {
    Lease unused = lease();
    SwapResult result = store.swap(alias, serving.map(Generation::index), generation.index());
    return result instanceof SwapResult.Swapped
        ? new Outcome.Swapped(generation.number())
        : unfit(generation, "the alias could not be swapped: " + result);
  }

  /** Takes the generation out of the write set. */
  Outcome leave(Generation generation) throws OpenSearchFailure {
    Lease held = lease();
    List<WriteTarget> targets = new ArrayList<>(writeSet.load());
    if (targets.removeIf(target -> target.index().equals(generation.index()))) {
      writeSet.save(held, targets);
    }
    return new Outcome.LeftWriteSet(generation.number());
  }

  /** Deletes the generation's index, unless the alias points to it. */
  Outcome delete(Generation generation) throws OpenSearchFailure {
    Lease unused = lease();
    if (store.resolve(alias).contains(generation.index())) {
      throw new IllegalStateException(
          "alias '" + alias + "' points to " + generation.index() + ", which was to be deleted");
    }
    store.delete(generation.index());
    return new Outcome.IndexDeleted(generation.number());
  }

  private Outcome again(String reason, Generation generation) {
    attempts++;
    return attempts < PATIENCE ? new Outcome.NotYet() : unfit(generation, reason);
  }

  private Outcome unfit(Generation generation, String reason) {
    attempts = 0;
    return new Outcome.Unfit(generation.number(), reason);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
