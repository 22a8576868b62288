/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicIdentity;
import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.client.VectorPath;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.IndexBuild;
import io.freshet.connectors.opensearch.generations.Lease;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.opensearch.generations.SwapResult;
import io.freshet.connectors.opensearch.generations.WriteSetStore;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.jobs.indexing.controller.BuildPace;
import io.freshet.jobs.indexing.controller.BuildVersion;
import io.freshet.jobs.indexing.controller.DocumentsTopic;
import io.freshet.jobs.indexing.controller.Found;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.controller.Outcome;
import io.freshet.jobs.indexing.controller.Portion;
import io.freshet.jobs.indexing.controller.World;
import io.freshet.model.folder.ModelFolder;
import io.freshet.serving.VersionCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the controller does in OpenSearch, under the lease that {@link #reconcile} takes. Every
 * action may be repeated; a lost lease fails it with {@code FencedException}. Not thread-safe.
 */
final class IndexAdmin implements World, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexAdmin.class);
  private static final String TOPIC_ID = "topic_id";
  private static final String PARTITIONS = "partitions";

  private final FreshetConfig config;
  private final String alias;
  private final String topic;
  private final OpenSearchConnection connection;
  private final GenerationStore store;
  private final IndexBuild build;
  private final WriteSetStore writeSet;
  private final IndexInspection inspection;
  private final VersionCache versions;
  private final Decisions decisions;
  private final DocumentOffsets documents;
  private final BuildBudget budget;
  private final ModelPace paces;
  private Optional<Lease> lease = Optional.empty();

  /**
   * Does not connect yet.
   *
   * @param decisions asked whether a version may still serve; closed by whoever gave it
   * @param documents asked for offsets; closed by whoever gave it
   */
  IndexAdmin(FreshetConfig config, Decisions decisions, DocumentOffsets documents) {
    this.config = config;
    this.decisions = decisions;
    this.documents = documents;
    this.budget = new BuildBudget(decisions::of, config.indexing().minimumGainPerHour());
    this.alias = config.opensearch().alias();
    this.topic = config.kafka().topics().documents();
    this.connection = OpenSearchConnection.open(config.opensearch().connection());
    this.store = new GenerationStore(connection);
    this.build = new IndexBuild(connection);
    this.writeSet = new WriteSetStore(connection, alias);
    this.inspection =
        new IndexInspection(store, new SearchClient(connection), new DocumentReader(connection));
    this.versions = VersionCache.ofThisMachine(new ModelRegistry(config.registry().path()));
    this.paces =
        new ModelPace(
            version -> ModelFolder.read(versions.folder(version.uri())),
            new GateNumbers(decisions::of));
  }

  private Lease lease() throws OpenSearchFailure {
    Lease held =
        lease.orElseThrow(() -> new IllegalStateException("there is no lease before reconcile"));
    writeSet.check(held);
    return held;
  }

  /** Takes the lease and lists what the alias, the write set and the indices' names tell. */
  @Override
  public Outcome reconcile() throws OpenSearchFailure {
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
    return new Outcome.Reconciled(
        new ArrayList<>(found.values()),
        serving.isPresent() ? source(serving.get().index()) : Optional.empty());
  }

  private Optional<DocumentsTopic> source(String index) throws OpenSearchFailure {
    Map<String, String> sources = store.sources(index);
    String id = sources.get(TOPIC_ID);
    String partitions = sources.get(PARTITIONS);
    return id == null || partitions == null
        ? Optional.empty()
        : Optional.of(new DocumentsTopic(topic, id, Integer.parseInt(partitions)));
  }

  @Override
  public Outcome seeTopic() throws IOException, InterruptedException {
    return topicNow().<Outcome>map(Outcome.TopicSeen::new).orElseGet(Outcome.NotYet::new);
  }

  private Optional<DocumentsTopic> topicNow() throws IOException, InterruptedException {
    TopicIdentity identity =
        TopicAdmin.identities(
                config.kafka().bootstrapServers(), config.kafka().properties(), List.of(topic))
            .get(topic);
    return identity == null
        ? Optional.empty()
        : Optional.of(new DocumentsTopic(topic, identity.id(), identity.partitions()));
  }

  private Found found(ServingGeneration generation, boolean serving) {
    return new Found(
        number(generation.index()),
        generation.index(),
        new VectorPath(generation.vectorField()).field(),
        new BuildVersion(generation.versionStep(), generation.digest(), generation.modelUri()),
        serving);
  }

  private int number(String index) {
    return GenerationSpec.number(alias, index).orElse(0);
  }

  @Override
  public Outcome weigh(
      Generation generation, Optional<Generation> serving, Optional<BuildPace> measured) {
    Optional<BuildPace> pace = measured.map(before -> paces.of(generation.version(), before));
    long records = Portion.records(documents.portions());
    BuildSize size =
        new BuildSize(
            records,
            serving.isEmpty()
                ? OptionalLong.empty()
                : inspection.tokens(serving.get().index(), records));
    LOG.info(
        "Generation {} has {} to read{}",
        generation.index(),
        size,
        pace.map(
                before ->
                    String.format(
                        Locale.ROOT,
                        ", some %d s at %.1f a second",
                        before.expectedMillis(records) / 1000,
                        before.perSecond()))
            .orElse(""));
    return budget.weigh(generation, serving, size, pace);
  }

  /** Creates the index for the version's vectors; unfit if the version cannot be had. */
  @Override
  public Outcome createIndex(Generation generation) throws IOException, InterruptedException {
    Lease unused = lease();
    BuildVersion version = generation.version();
    ModelFolder folder;
    try {
      folder = ModelFolder.read(versions.folder(version.uri()));
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("version {} cannot be read", version.name(), e);
      return again(generation, "version " + version.name() + " cannot be read: " + e);
    }
    if (!folder.digest().equals(version.digest())) {
      return unfit(generation, version.uri() + " has another digest: " + folder.digest());
    }
    int dimension = folder.dimension();
    build.create(
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
            config.indexing().shape().with(TaskFields.of(config, version.digest(), folder)),
            config.indexing().vectors(),
            sources()));
    return new Outcome.IndexCreated(generation.number(), dimension);
  }

  private Map<String, String> sources() throws IOException, InterruptedException {
    return topicNow()
        .map(now -> Map.of(TOPIC_ID, now.id(), PARTITIONS, Integer.toString(now.partitions())))
        .orElseGet(Map::of);
  }

  /** Adds the generation to the write set; unfit if somebody deleted its index. */
  @Override
  public Outcome joinWriteSet(Generation generation) throws OpenSearchFailure {
    Lease held = lease();
    if (!store.exists(generation.index())) {
      return unfit(generation, "its index was deleted while it was built");
    }
    WriteTarget target = generation.target();
    List<WriteTarget> targets = new ArrayList<>(writeSet.load());
    if (!targets.contains(target)) {
      targets.add(target);
      writeSet.save(held, targets);
    }
    return new Outcome.JoinedWriteSet(generation.number());
  }

  /** Every partition of the topic from its beginning to its end. */
  @Override
  public Outcome readOffsets(Generation generation) {
    return new Outcome.OffsetsRead(generation.number(), documents.portions());
  }

  @Override
  public Outcome checkLive(Generation generation)
      throws ExecutionException, InterruptedException, TimeoutException {
    return documents.livePassed(generation.portions())
        ? new Outcome.LiveCaughtUp(generation.number())
        : new Outcome.NotYet();
  }

  /**
   * Refuses a version that may not serve any more; then gives the index its copies, which searches
   * are to have from the first; then see {@link IndexInspection}.
   */
  @Override
  public Outcome validate(Generation generation, Optional<Generation> serving)
      throws OpenSearchFailure {
    Lease unused = lease();
    Optional<String> objection = decisions.objection(generation.version());
    if (objection.isPresent()) {
      return unfit(generation, objection.get());
    }
    finish(generation);
    return build.isCopied(generation.index())
        ? inspection.inspect(generation, serving)
        : new Outcome.NotYet();
  }

  private void finish(Generation generation) throws OpenSearchFailure {
    build.finish(generation.index(), config.opensearch().replicas());
  }

  /** Points the alias to the generation if it points to the serving one until then. */
  @Override
  public Outcome swap(Generation generation, Optional<Generation> serving)
      throws OpenSearchFailure {
    Lease unused = lease();
    if (store.exists(generation.index())) {
      // Done already unless an older release checked the index.
      finish(generation);
    }
    SwapResult result = store.swap(alias, serving.map(Generation::index), generation.index());
    if (!(result instanceof SwapResult.Swapped)) {
      return unfit(generation, "the alias could not be swapped: " + result);
    }
    purge(generation);
    return new Outcome.Swapped(generation.number());
  }

  /**
   * Nothing that is older than the tombstones of the build is written any more, unless the guard
   * forgets deletes: then they are what refuses older writes.
   */
  private void purge(Generation generation) {
    if (!config.indexing().forgetDeletedAfter().isZero()) {
      return;
    }
    try {
      store.purgeTombstones(generation.index());
    } catch (OpenSearchFailure e) {
      LOG.warn(
          "Tombstones of {} stay until the next generation: they cost space and nothing else",
          generation.index(),
          e);
    }
  }

  /** Takes the generation out of the write set. */
  @Override
  public Outcome leaveWriteSet(Generation generation) throws OpenSearchFailure {
    Lease held = lease();
    List<WriteTarget> targets = new ArrayList<>(writeSet.load());
    if (targets.removeIf(target -> target.index().equals(generation.index()))) {
      writeSet.save(held, targets);
    }
    return new Outcome.LeftWriteSet(generation.number());
  }

  /** Deletes the generation's index, unless the alias points to it. */
  @Override
  public Outcome deleteIndex(Generation generation) throws OpenSearchFailure {
    Lease unused = lease();
    if (store.resolve(alias).contains(generation.index())) {
      throw new IllegalStateException(
          "alias '" + alias + "' points to " + generation.index() + ", which was to be deleted");
    }
    store.delete(generation.index());
    return new Outcome.IndexDeleted(generation.number());
  }

  private static Outcome again(Generation generation, String reason) {
    return new Outcome.Again(generation.number(), reason);
  }

  private static Outcome unfit(Generation generation, String reason) {
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
