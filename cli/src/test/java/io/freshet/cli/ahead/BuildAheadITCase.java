/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.ahead;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.embedded.OpenSearchServer;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.text.WordPieceLearner;
import io.freshet.serving.SearchPlan;
import io.freshet.serving.ServingSettings;
import io.freshet.serving.encoding.BatchSettings;
import io.freshet.serving.live.AheadVersion;
import io.freshet.serving.live.LiveIndex;
import io.freshet.serving.live.LiveIndex.Found;
import io.freshet.serving.live.LiveListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Versions of two networks drawn apart, whose vectors have nothing in common, in one real node. The
 * queries of one lie under a long prompt of other words, so that they find little.
 */
class BuildAheadITCase {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final JsonMapper JSON = new JsonMapper();
  private static final int WORDS = 300;
  private static final int DOCUMENTS = 300;
  private static final int QUERIES = 60;
  private static final int LENGTH = 64;
  private static final long SEED = 7;

  @TempDir static Path shared;
  private static final List<String> TEXTS = new ArrayList<>();
  private static OpenSearchServer server;
  private static OpenSearchConnection connection;
  private static GenerationStore store;
  private static FreshetConfig config;
  private static Version dull;
  private static Version sharp;
  private static Version dullest;

  private record Version(String name, long step, String uri, EmbeddingModel model) {}

  @BeforeAll
  static void start() throws IOException {
    Random random = new Random(SEED);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      words.add(word(random));
    }
    for (int i = 0; i < DOCUMENTS; i++) {
      Collections.shuffle(words, random);
      TEXTS.add(String.join(" ", words.subList(0, 12)));
    }
    writeProbes();
    Path tokenizer = Files.createDirectories(shared.resolve("tokenizer"));
    WordPieceLearner.learn(TEXTS, 1000, tokenizer);
    String prompt = String.join(" ", words.subList(0, 40)) + " ";
    dull = version(1, tokenizer, prompt);
    sharp = version(2, tokenizer, "");
    dullest = version(3, tokenizer, prompt);
    server = OpenSearchServer.start(HOME, shared.resolve("opensearch"));
    connection = OpenSearchConnection.open(ConnectionSettings.of(server.url()));
    store = new GenerationStore(connection);
    config =
        ConfigReader.read(
            Files.writeString(
                shared.resolve("freshet.yaml"),
                """
                kafka: {bootstrap-servers: "localhost:1"}
                opensearch: {url: "%s", alias: docs}
                model: {path: %s, device: cpu, threads: 1}
                tasks: {other: {kind: retrieval}}
                registry: {path: "%s"}
                evaluation: {probe-path: %s}
                serving: {map-queries: true}
                """
                    .formatted(
                        server.url(),
                        shared.resolve("model-1"),
                        shared.resolve("registry").toUri(),
                        shared.resolve("probes"))));
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  /** A query is half of the words of its document. */
  private static String query(int document) {
    return TEXTS.get(document).substring(0, 6 * 6 - 1);
  }

  private static void writeProbes() throws IOException {
    Path set = Files.createDirectories(shared.resolve("probes/words"));
    Files.createDirectories(set.resolve("qrels"));
    List<String> corpus = new ArrayList<>();
    List<String> queries = new ArrayList<>();
    List<String> judgments = new ArrayList<>(List.of("query-id\tcorpus-id\tscore"));
    for (int i = 0; i < QUERIES; i++) {
      corpus.add("{\"_id\": \"d%d\", \"text\": \"%s\"}".formatted(i, TEXTS.get(i)));
      queries.add("{\"_id\": \"q%d\", \"text\": \"%s\"}".formatted(i, query(i)));
      judgments.add("q%d\td%d\t1".formatted(i, i));
    }
    Files.write(set.resolve("corpus.jsonl"), corpus);
    Files.write(set.resolve("queries.jsonl"), queries);
    Files.write(set.resolve("qrels/test.tsv"), judgments);
  }

  private static Version version(long step, Path tokenizer, String prompt) throws IOException {
    Path folder = shared.resolve("model-" + step);
    FreshModel.create("bert", ModelSize.TINY, tokenizer, step, LENGTH, folder);
    Path sentences = folder.resolve("config_sentence_transformers.json");
    ObjectNode file = (ObjectNode) JSON.readTree(sentences.toFile());
    file.putObject("prompts").put("query", prompt).put("document", "");
    JSON.writeValue(sentences.toFile(), file);
    return published(step, folder);
  }

  private static Version published(long step, Path folder) throws IOException {
    EmbeddingModel model = EmbeddingModel.load(folder, ComputeOptions.cpu(1));
    String name = step + "-" + model.digest().substring(0, 8);
    String uri =
        new ModelRegistry(shared.resolve("registry").toUri().toString()).publish(folder, name);
    return new Version(name, step, uri, model);
  }

  @AfterAll
  static void stop() throws IOException {
    List.of(dull, sharp, dullest).forEach(version -> version.model().close());
    connection.close();
    server.close();
  }

  /** Makes the index of a generation, which holds the first documents. */
  private static ServingGeneration index(int number, Version version, int documents)
      throws IOException {
    EmbeddingModel model = version.model();
    GenerationSpec spec =
        new GenerationSpec(
            GenerationSpec.indexName("docs", number, model.digest()),
            GenerationSpec.vectorField(model.digest()),
            model.dimension(),
            version.name(),
            version.step(),
            model.digest(),
            version.uri(),
            1,
            0,
            16,
            100,
            Map.of());
    store.create(spec);
    write(spec.index(), spec.vectorField(), version, 0, documents);
    return store.generation(spec.index()).orElseThrow();
  }

  private static void write(String index, String field, Version version, int from, int to)
      throws IOException {
    float[][] vectors = version.model().embed(TEXTS.subList(from, to), TextRole.DOCUMENT);
    for (int i = from; i < to; i++) {
      ObjectNode document = JSON.createObjectNode();
      document.put("title", "").put("text", TEXTS.get(i)).put("deleted", false);
      document.set(field, JSON.valueToTree(vectors[i - from]));
      connection
          .call(
              "PUT",
              "/" + index + "/_doc/d" + i,
              Map.of("version", Integer.toString(100 + i), "version_type", "external"),
              document)
          .orThrow("write");
    }
    store.refresh(index);
  }

  private static ServingSettings settings() {
    return config.serving(shared.resolve("cache"), ComputeOptions.cpu(1));
  }

  @Test
  void queriesOfTheVersionThatIsBuiltAreMappedWhileThatHelps() throws Exception {
    ServingGeneration serving = index(1, dull, DOCUMENTS);
    store.swap("docs", Optional.empty(), serving.index());
    ServingGeneration build = index(2, sharp, 100);
    BlockingQueue<String> queriesBy = new LinkedBlockingQueue<>();
    AtomicReference<Optional<String>> told = new AtomicReference<>(Optional.empty());
    // The index closes what it looks ahead with.
    BuildAhead ahead = BuildAhead.of(config, settings(), told::get);
    try (LiveIndex live =
        LiveIndex.open(
            new LiveIndex.Settings(
                settings(),
                new BatchSettings(2048, Duration.ZERO, 512),
                Duration.ofMillis(50),
                Duration.ofSeconds(30),
                () -> {}),
            listener(queriesBy),
            ForkJoinPool.commonPool())) {
      live.look().get(30, TimeUnit.SECONDS);
      double alone = found(live, dull.name());
      assertThat(ahead.look(serving)).as("nothing is being built").isEmpty();

      told.set(Optional.of(build.index()));
      assertThat(ahead.look(serving)).as("too few documents stand in both").isEmpty();
      write(build.index(), build.vectorField(), sharp, 100, DOCUMENTS);
      AheadVersion found = ahead.look(serving).orElseThrow();
      assertThat(found.version().digest()).isEqualTo(sharp.model().digest());
      assertThat(found.map()).isPresent();

      live.lookAhead(ahead, Duration.ofMillis(50));
      assertThat(queriesBy.poll(60, TimeUnit.SECONDS)).isEqualTo(sharp.name());
      double mapped = found(live, sharp.name());
      assertThat(mapped).as("alone %s", alone).isGreaterThan(alone + 0.1);
      float[][] embedded = live.encode(List.of(query(0)), TextRole.QUERY).join().vectors();
      assertThat(embedded[0])
          .as("embeddings are those of the version that serves")
          .isEqualTo(dull.model().embed(List.of(query(0)), TextRole.QUERY)[0]);

      told.set(Optional.empty());
      assertThat(queriesBy.poll(60, TimeUnit.SECONDS)).as("given up").isEqualTo(dull.name());
      assertThat(found(live, dull.name())).isEqualTo(alone);
    }
  }

  @Test
  void worseQueriesAreNotUsed() throws Exception {
    ServingGeneration serving = index(3, sharp, DOCUMENTS);
    ServingGeneration build = index(4, dullest, DOCUMENTS);
    try (BuildAhead ahead = BuildAhead.of(config, settings(), () -> Optional.of(build.index()))) {
      assertThat(ahead.look(serving)).isEmpty();
      assertThat(ahead.look(serving)).isEmpty();
    }
  }

  @Test
  void aVersionOfTheSameDocumentsNeedsNoMap() throws Exception {
    ModelFolder like = ModelFolder.read(shared.resolve("model-2")).keepingDocuments();
    Path folder = shared.resolve("model-4");
    ModelFolder.write(like, ModelFolder.read(shared.resolve("model-3")).tensors(), folder);
    Version queriesAlone = published(4, folder);
    ServingGeneration serving = index(5, sharp, 10);
    ServingGeneration build = index(6, queriesAlone, 1);
    try (BuildAhead ahead = BuildAhead.of(config, settings(), () -> Optional.of(build.index()));
        EmbeddingModel model = queriesAlone.model()) {
      AheadVersion found = ahead.look(serving).orElseThrow();
      assertThat(found.version().digest()).isEqualTo(model.digest());
      assertThat(found.map()).isEmpty();
      assertThat(ahead.look(build)).as("its own version").isEmpty();
    }
  }

  private static LiveListener listener(BlockingQueue<String> queriesBy) {
    return new LiveListener() {
      @Override
      public void encoded(int texts, long tokens, Duration time) {}

      @Override
      public void switched(ServingGeneration generation) {}

      @Override
      public void queriesBy(String versionName) {
        queriesBy.add(versionName);
      }

      @Override
      public void followFailed(String reason) {}
    };
  }

  /** Share of queries, none of them a probe, whose document comes first. */
  private static double found(LiveIndex live, String by) throws Exception {
    int first = 0;
    for (int i = QUERIES; i < 2 * QUERIES; i++) {
      Found found =
          live.search(query(i), Optional.empty(), SearchPlan.VECTORS, 1).get(30, TimeUnit.SECONDS);
      assertThat(found.queriesBy()).isEqualTo(by);
      List<Hit> hits = found.hits();
      first += hits.get(0).id().equals("d" + i) ? 1 : 0;
    }
    return (double) first / QUERIES;
  }
}
