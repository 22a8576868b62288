/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.config.ConfigReader;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.IndexShape;
import io.freshet.connectors.opensearch.generations.TaskVectors;
import io.freshet.connectors.opensearch.generations.VectorFormat;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.deployment.PlatformTopics;
import io.freshet.embedded.KafkaServer;
import io.freshet.embedded.OpenSearchServer;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.serving.PassageEncoder;
import io.freshet.serving.QueryVersion;
import io.freshet.serving.ServingIndex;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collection asked of a real node, beside the exact search with the same model. */
class EvaluateLiveITCase {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final Path BERT = HOME.resolve("model/src/test/resources/fixtures/encoders/bert");
  private static final JsonMapper JSON = new JsonMapper();
  private static final String[] WORDS = {
    "operator",
    "window",
    "checkpoint",
    "encoder",
    "loss",
    "manager",
    "question",
    "document",
    "batch",
    "backend",
    "code",
    "error",
    "metric",
    "offset",
    "partition",
    "sampler",
    "topic",
    "vector",
    "replay",
    "gradient",
    "cluster",
    "buffer",
    "stream"
  };

  @TempDir static Path shared;
  private static OpenSearchServer server;
  private static OpenSearchConnection connection;
  private static GenerationStore store;
  private static EmbeddingModel model;
  private static String modelUri;

  @TempDir Path folder;
  private final Map<String, String> documents = new LinkedHashMap<>();
  private Path collection;
  private Path config;

  @BeforeAll
  static void start() throws IOException {
    server = OpenSearchServer.start(HOME, shared.resolve("opensearch"));
    connection = OpenSearchConnection.open(ConnectionSettings.of(server.url()));
    store = new GenerationStore(connection);
    model = EmbeddingModel.load(BERT, ComputeOptions.cpu(1));
    modelUri =
        new ModelRegistry(shared.resolve("registry").toUri().toString())
            .publish(BERT, "7-" + model.digest().substring(0, 8));
  }

  @AfterAll
  static void stop() throws IOException {
    model.close();
    connection.close();
    server.close();
  }

  @BeforeEach
  void write() throws IOException {
    collection = folder.resolve("small");
    Files.createDirectories(collection.resolve("qrels"));
    List<String> corpus = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String text = word(i) + " " + word(7 * i + 3) + " " + word(i * i + i / WORDS.length);
      documents.put("d" + i, text);
      corpus.add("{\"_id\": \"d%d\", \"title\": \"\", \"text\": \"%s\"}".formatted(i, text));
    }
    List<String> queries = new ArrayList<>();
    List<String> judgments = new ArrayList<>(List.of("query-id\tcorpus-id\tscore"));
    for (int i = 0; i < 11; i++) {
      queries.add("{\"_id\": \"q%d\", \"text\": \"%s\"}".formatted(i, query(i)));
      judgments.add("q%d\td%d\t2".formatted(i, 5 * i));
      judgments.add("q%d\td%d\t1".formatted(i, 3 * i + 1));
    }
    Files.write(collection.resolve("corpus.jsonl"), corpus);
    Files.write(collection.resolve("queries.jsonl"), queries);
    Files.write(collection.resolve("qrels/test.tsv"), judgments);
  }

  private static String query(int i) {
    return word(5 * i) + " " + word(2 * i + 9);
  }

  private static String word(int i) {
    return WORDS[i % WORDS.length];
  }

  @Test
  void aLiveIndexAnswersAsTheExactSearchWhereItHoldsTheSameDocuments() throws Exception {
    serve("same", 1, documents);
    Path exactRun = folder.resolve("exact.run");
    Path liveRun = folder.resolve("live.run");
    JsonNode exact =
        metrics("--model", BERT.toString(), "--depth", "40", "--run", exactRun.toString());
    JsonNode live = live("--depth", "40", "--run", liveRun.toString());
    assertThat(exact.path("all").path("ndcg_cut_10").asDouble()).isBetween(0.05, 0.999);
    assertThat(live).isEqualTo(exact);
    List<String[]> expected = columns(exactRun);
    List<String[]> found = columns(liveRun);
    assertThat(found).hasSameSizeAs(expected).hasSize(11 * 40);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)[0]).isEqualTo(expected.get(i)[0]);
      assertThat(found.get(i)[2]).as("line %d", i).isEqualTo(expected.get(i)[2]);
      // OpenSearch's score of a positive inner product is one more.
      assertThat(Double.parseDouble(found.get(i)[4]))
          .isCloseTo(1 + Double.parseDouble(expected.get(i)[4]), Offset.offset(1e-5));
    }
  }

  @Test
  void wordsAndVectorsAreEvaluatedAloneAndTogether() throws Exception {
    serve("modes", 1, documents);
    JsonNode all = live("--depth", "40", "--mode", "vector,bm25,hybrid");
    assertThat(all.fieldNames()).toIterable().containsExactly("vector", "bm25", "hybrid");
    assertThat(all.path("vector")).isEqualTo(live("--depth", "40"));
    assertThat(all.path("bm25")).isNotEqualTo(all.path("vector"));
    assertThat(live("--depth", "40", "--mode", "hybrid")).isEqualTo(all.path("hybrid"));
    // One side alone, by the weight; the other's documents come after.
    assertThat(live("--depth", "10", "--mode", "hybrid", "--weight", "0").path("all").path("P_1"))
        .isEqualTo(all.path("bm25").path("all").path("P_1"));
    assertThat(live("--depth", "40", "--mode", "bm25", "--filter", "no=thing").path("all"))
        .isNotEqualTo(all.path("bm25").path("all"));
    Call hybrid = search("--mode", "hybrid", "--fusion", "rrf", "--weight", "0.3", "--count", "3");
    assertThat(hybrid.status()).as(hybrid.err()).isZero();
    assertThat(hybrid.out().lines()).hasSize(4);
    Call filtered = search("--mode", "bm25", "--filter", "no=thing");
    assertThat(filtered.status()).as(filtered.err()).isZero();
    assertThat(filtered.out().lines()).hasSize(1);
    assertThat(search("--mode", "bm25", "--weight", "0.5").status()).isEqualTo(2);
    assertThat(search("--mode", "hybrid", "--weight", "2").err()).contains("0 to 1");
    assertThat(search("--filter", "nothing").err()).contains("FIELD=VALUE");
  }

  @Test
  void documentsOutsideTheCollectionCountAsAnyOther() throws Exception {
    Map<String, String> more = new LinkedHashMap<>(documents);
    for (int i = 0; i < 11; i++) {
      more.put("other" + i, query(i));
    }
    serve("more", 1, more);
    Path run = folder.resolve("run");
    JsonNode live = live("--depth", "3", "--run", run.toString());
    assertThat(live.path("all").path("P_1").asDouble()).isZero();
    List<String[]> lines = columns(run);
    assertThat(lines).hasSize(11 * 3);
    for (int i = 0; i < 11; i++) {
      String own = "other" + i;
      String query = "q" + i;
      assertThat(lines)
          .anyMatch(line -> line[0].equals(query) && line[2].equals(own) && line[3].equals("1"));
    }
  }

  @Test
  void whatIsDoneOfAGenerationIsKeptAndAnotherIsAskedAnew() throws Exception {
    Files.writeString(collection.resolve("labels.tsv"), "id\tlabel\n");
    String first = serve("kept", 1, documents);
    String output = folder.resolve("results").toString();
    Call call = call("--live", "--output", output);
    assertThat(call.status()).as(call.err()).isZero();
    assertThat(call.err()).contains("generation " + first, "version 7-", "labels.tsv");
    JsonNode about =
        JSON.readTree(folder.resolve("results/small/metrics.json").toFile()).path("about");
    assertThat(about.path("generation").asText()).isEqualTo(first);
    assertThat(folder.resolve("results/mteb/small.json")).exists();

    // Nothing is asked again: the documents may be gone.
    bulk(first, "{\"delete\": {\"_id\": \"d0\"}}\n");
    assertThat(call("--live", "--output", output).out()).isEqualTo(call.out());

    String second = serve("kept", 2, Map.of("elsewhere", "operator window"));
    Call other = call("--live", "--output", output);
    assertThat(other.status()).as(other.err()).isZero();
    assertThat(other.err()).contains("generation " + second);
    assertThat(other.out()).containsPattern("recip_rank\\s+all\\s+0.0000");
  }

  @Test
  void aTaskOfTheConfigurationHasItsPrompt() throws Exception {
    serve("prompt", 1, documents);
    JsonNode plain = live("--depth", "40");
    assertThat(live("--depth", "40", "--task", "plain")).isEqualTo(plain);
    assertThat(live("--depth", "40", "--task", "prompted")).isNotEqualTo(plain);
    Call unknown = call("--live", "--task", "none");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("no task 'none'", "[plain, projected, prompted]");
  }

  @Test
  void aSearchFollowsTheAliasWhenItsGenerationIsRetired() throws Exception {
    String first = serve("followed", 1, documents);
    try (ServingIndex serving =
        ServingIndex.open(
            ConfigReader.read(config).serving(Path.of(cache()), ComputeOptions.cpu(1)))) {
      assertThat(serving.search("vector", Optional.empty(), 5)).hasSize(5);
      String second = serve("followed", 2, Map.of("only", "vector"));
      store.delete(first);
      assertThat(serving.search("vector", Optional.empty(), 5))
          .extracting(Hit::id)
          .containsExactly("only");
      assertThat(serving.generation().index()).isEqualTo(second);
      store.delete(second);
      assertThatThrownBy(() -> serving.search("vector", Optional.empty(), 5))
          .hasMessageContaining("nothing serves the alias followed");
    }
  }

  @Test
  void aLaterVersionOfTheSameDocumentsEncodesTheQueriesOfTheIndexAtOnce() throws Exception {
    serve("later", 1, documents);
    ModelFolder start = ModelFolder.read(BERT);
    Map<String, HostTensor> moved = new HashMap<>(start.tensors());
    moved.replaceAll(
        (name, tensor) -> name.contains("word_embeddings") ? mirrored(tensor) : tensor);
    QueryVersion unlike = published(8, start, moved);
    QueryVersion frozen = published(9, start.keepingDocuments(), moved);
    String text = "sampler topic";
    try (ServingIndex serving =
        ServingIndex.open(
            ConfigReader.read(config).serving(Path.of(cache()), ComputeOptions.cpu(1)))) {
      List<Hit> before = serving.search(text, Optional.empty(), 5);
      assertThat(serving.encodeQueriesBy(List.of(unlike))).isFalse();
      assertThat(serving.search(text, Optional.empty(), 5)).isEqualTo(before);
      assertThat(serving.queryVersionName()).startsWith("7-");

      assertThat(serving.encodeQueriesBy(List.of(unlike, frozen))).isTrue();
      assertThat(serving.queryVersionName()).isEqualTo(frozen.name());
      List<Hit> found = serving.search(text, Optional.empty(), 5);
      assertThat(found.get(0).score())
          .isCloseTo(1 + closest(serving.queryModel(), text), Offset.offset(1e-5))
          .isNotCloseTo(before.get(0).score(), Offset.offset(1e-4));
      assertThat(serving.model().digest()).isEqualTo(model.digest());

      QueryVersion another = new QueryVersion(frozen.name(), frozen.uri(), unlike.digest());
      assertThatThrownBy(() -> serving.encodeQueriesBy(List.of(another)))
          .hasMessageContaining("has digest " + frozen.digest());
      assertThat(serving.search(text, Optional.empty(), 5)).isEqualTo(before);
    }
    commandsTakeWhatWasPromoted(frozen);
  }

  private void commandsTakeWhatWasPromoted(QueryVersion version) throws Exception {
    try (KafkaServer kafka = KafkaServer.start(HOME, folder.resolve("kafka"))) {
      Files.writeString(
          config,
          Files.readString(config)
              + "kafka: {bootstrap-servers: \"%s\"}%n".formatted(kafka.bootstrapServers()));
      PlatformTopics.ensure(ConfigReader.read(config).kafka());
      String none = search("--newest-queries").out();
      assertThat(none).isEqualTo(search().out());
      ModelVersion decision =
          new ModelVersion.Decision(
              9, version.digest(), version.uri(), ModelVersion.Verdict.PROMOTED, "", Map.of(), 1);
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", kafka.bootstrapServers()),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        producer.send(ProducerRecords.of("model-versions", decision)).get(30, TimeUnit.SECONDS);
      }
      Call newest = search("--newest-queries");
      assertThat(newest.status()).as(newest.err()).isZero();
      assertThat(newest.err()).contains("version 7-", ", queries by " + version.name());
      assertThat(newest.out()).isNotEqualTo(none);
      assertThat(live("--newest-queries", "--depth", "40")).isNotEqualTo(live("--depth", "40"));
      assertThat(search().err()).doesNotContain("queries by");
    }
    assertThat(call("--newest-queries").err()).contains("for --live");
  }

  private static HostTensor mirrored(HostTensor tensor) {
    float[] values = tensor.toFloats();
    for (int i = 0; i < values.length; i += 3) {
      values[i] = -values[i];
    }
    return HostTensor.ofFloats(tensor.shape(), values);
  }

  private QueryVersion published(int step, ModelFolder like, Map<String, HostTensor> weights)
      throws IOException {
    Path written = folder.resolve("version-" + step);
    String digest = ModelFolder.write(like, weights, written);
    String name = step + "-" + digest.substring(0, 8);
    return new QueryVersion(
        name,
        new ModelRegistry(shared.resolve("registry").toUri().toString()).publish(written, name),
        digest);
  }

  /** The largest inner product of a query and a document as the index holds it. */
  private double closest(EmbeddingModel queries, String text) {
    return closest(
        queries.embed(List.of(text), TextRole.QUERY)[0],
        model.embed(List.copyOf(documents.values()), TextRole.DOCUMENT));
  }

  private static double closest(float[] query, float[][] vectors) {
    return Arrays.stream(vectors).mapToDouble(each -> product(query, each)).max().orElse(-1);
  }

  /** Every third document gets a vector that another version might have made. */
  @Test
  void verifyFindsEveryForeignVector() throws Exception {
    String index = serve("verified", 1, documents);
    Call clean = generations("verify");
    assertThat(clean.status()).as(clean.err()).isZero();
    assertThat(clean.out())
        .contains(index + ", version 7-", "60 documents compared, 0 tombstones", "0 foreign");

    String field = store.generation(index).orElseThrow().vectorField();
    StringBuilder planted = new StringBuilder();
    int count = 0;
    for (String id : documents.keySet()) {
      if (Integer.parseInt(id.substring(1)) % 3 == 0) {
        float[] vector = model.embed(List.of(documents.get(id)), TextRole.DOCUMENT)[0];
        // The smallest change that search would notice: two numbers have changed places.
        float first = vector[0];
        vector[0] = vector[1] + 0.05f;
        vector[1] = first - 0.05f;
        planted.append("{\"update\": {\"_id\": \"%s\"}}%n".formatted(id));
        planted.append("{\"doc\": {\"%s\": %s}}%n".formatted(field, Arrays.toString(vector)));
        count++;
      }
    }
    bulk(index, planted.toString());
    Path json = folder.resolve("verified.json");
    Call found = generations("verify", index, "--json", json.toString());
    assertThat(found.status()).isEqualTo(1);
    assertThat(found.out()).contains(count + " foreign", "d0: cosine 0.");
    List<String> named = new ArrayList<>();
    JSON.readTree(json.toFile()).path("foreign").forEach(id -> named.add(id.asText()));
    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            documents.keySet().stream()
                .filter(id -> Integer.parseInt(id.substring(1)) % 3 == 0)
                .toList());
    assertThat(generations("verify", "verified-g9-00000000").err())
        .contains("there is no generation 'verified-g9-00000000'");
  }

  @Test
  void aTaskSearchesVectorsOfItsOwnWhereTheIndexHasThem() throws Exception {
    ModelFolder start = ModelFolder.read(BERT);
    Map<String, HostTensor> weights = new HashMap<>(start.tensors());
    Random random = new Random(3);
    for (TensorSpec spec : start.projectionTensors("projected", 6)) {
      long[] shape = spec.sizes().stream().mapToLong(Long::longValue).toArray();
      float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      weights.put(spec.name(), HostTensor.ofFloats(shape, values));
    }
    QueryVersion version = published(8, start, weights);
    DocumentProfile profile = new DocumentProfile("code ", 16, Optional.of("projected"));
    Path loaded = folder.resolve("version-8");
    try (EmbeddingModel projecting = EmbeddingModel.load(loaded, ComputeOptions.cpu(1))) {
      assertThat(PassageEncoder.profile(profile, projecting)).contains(profile);
      assertThat(PassageEncoder.profile(profile, ModelFolder.read(loaded))).contains(profile);
      assertThat(PassageEncoder.profile(profile, start))
          .as("a version without the projection")
          .contains(new DocumentProfile("code ", 16, Optional.empty()));
      assertThat(
              PassageEncoder.profile(
                  new DocumentProfile("", Integer.MAX_VALUE, Optional.empty()), start))
          .as("the folder's own way")
          .isEmpty();
      String field = GenerationSpec.vectorField(version.digest(), profile);
      String index =
          serve(
              "tasks",
              1,
              documents,
              projecting,
              version.uri(),
              List.of(new TaskVectors(field, 6, profile, List.of("projected"))));
      Path run = folder.resolve("projected.run");
      JsonNode plain = live("--depth", "40");
      assertThat(live("--depth", "40", "--task", "projected", "--run", run.toString()))
          .isNotEqualTo(plain);
      assertThat(live("--depth", "40", "--task", "plain")).isEqualTo(plain);
      float[][] expected =
          projecting.embedFor("projected", List.copyOf(documents.values()), "code ", 16);
      float[] query = projecting.embedFor("projected", List.of(query(0)), "", 64)[0];
      String[] best = columns(run).get(0);
      assertThat(best[0]).isEqualTo("q0");
      assertThat(Double.parseDouble(best[4]))
          .isCloseTo(1 + closest(query, expected), Offset.offset(1e-4));

      assertThat(search("--task", "projected").out()).isNotEqualTo(search().out());
      assertThat(generations("verify").out()).contains("60 documents compared", "0 foreign");
      float[] planted = expected[5].clone();
      planted[0] = -planted[0];
      bulk(
          index,
          "{\"update\": {\"_id\": \"d5\"}}%n{\"doc\": {\"%s\": %s}}%n"
              .formatted(field, Arrays.toString(planted)));
      assertThat(generations("verify").out()).contains("1 foreign", "d5: cosine");
    }
  }

  private static double product(float[] some, float[] others) {
    double product = 0;
    for (int i = 0; i < some.length; i++) {
      product += (double) some[i] * others[i];
    }
    return product;
  }

  private Call generations(String... options) {
    List<String> all = new ArrayList<>(List.of("generations"));
    all.addAll(List.of(options));
    all.addAll(List.of("--config", config.toString(), "--cache", cache()));
    return Call.of(all.toArray(String[]::new));
  }

  @Test
  void aSearchTakesThePromptOfItsTask() throws Exception {
    serve("prompts", 1, documents);
    Call plain = search("--task", "plain");
    Call prompted = search("--task", "prompted");
    assertThat(plain.out()).isEqualTo(search().out()).isNotEqualTo(prompted.out());
    Call unknown = search("--task", "none");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("no task 'none'", "[plain, projected, prompted]");
  }

  private Call search(String... options) {
    List<String> all = new ArrayList<>(List.of("search", "sampler topic"));
    all.addAll(List.of("--config", config.toString(), "--cache", cache()));
    all.addAll(List.of(options));
    return Call.of(all.toArray(String[]::new));
  }

  @Test
  void saysThatNothingServes() throws Exception {
    configure("nothing");
    Call call = call("--live");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains("nothing serves the alias nothing yet");
    for (Call other : List.of(generations("verify"), search())) {
      assertThat(other.status()).isEqualTo(1);
      assertThat(other.err()).contains("nothing serves the alias nothing yet");
    }
  }

  private JsonNode live(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--live", "--config", config.toString(), "--cache", cache()));
    return metrics(all.toArray(String[]::new));
  }

  private JsonNode metrics(String... options) throws IOException {
    Path json = folder.resolve("metrics.json");
    List<String> all = new ArrayList<>(List.of("evaluate", "--beir", collection.toString()));
    all.addAll(List.of(options));
    all.addAll(List.of("--threads", "1", "--json", json.toString()));
    Call call = Call.of(all.toArray(String[]::new));
    assertThat(call.status()).as(call.err()).isZero();
    return JSON.readTree(json.toFile());
  }

  private Call call(String... options) {
    List<String> all = new ArrayList<>(List.of("evaluate", "--beir", collection.toString()));
    all.addAll(List.of("--config", config.toString(), "--cache", cache()));
    all.addAll(List.of(options));
    return Call.of(all.toArray(String[]::new));
  }

  private String cache() {
    return shared.resolve("cache").toString();
  }

  private static List<String[]> columns(Path run) throws IOException {
    return Files.readAllLines(run).stream().map(line -> line.split("\\s+", -1)).toList();
  }

  /** Lets a new generation with these documents serve an alias; returns its index. */
  private String serve(String alias, int number, Map<String, String> texts) throws Exception {
    return serve(alias, number, texts, model, modelUri, List.of());
  }

  private String serve(
      String alias,
      int number,
      Map<String, String> texts,
      EmbeddingModel model,
      String modelUri,
      List<TaskVectors> taskVectors)
      throws Exception {
    configure(alias);
    List<String> ids = List.copyOf(texts.keySet());
    List<String> passages = List.copyOf(texts.values());
    Map<String, float[][]> own = new LinkedHashMap<>();
    for (TaskVectors each : taskVectors) {
      own.put(
          each.field(), new PassageEncoder(model, Optional.of(each.profile())).encode(passages));
    }
    float[][] vectors = model.embed(passages, TextRole.DOCUMENT);
    String digest = model.digest();
    GenerationSpec spec =
        new GenerationSpec(
            GenerationSpec.indexName(alias, number, digest),
            GenerationSpec.vectorField(digest),
            vectors[0].length,
            "7-" + digest.substring(0, 8),
            7,
            digest,
            modelUri,
            1,
            0,
            16,
            100,
            IndexShape.PLAIN.with(taskVectors),
            VectorFormat.FLOAT,
            Map.of());
    store.create(spec);
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < vectors.length; i++) {
      ObjectNode document = JSON.createObjectNode();
      document.put("title", "").put("text", texts.get(ids.get(i))).put("deleted", false);
      document.set(spec.vectorField(), JSON.valueToTree(vectors[i]));
      for (Map.Entry<String, float[][]> field : own.entrySet()) {
        document.set(field.getKey(), JSON.valueToTree(field.getValue()[i]));
      }
      body.append("{\"index\": {\"_id\": \"%s\"}}%n".formatted(ids.get(i)));
      body.append(JSON.writeValueAsString(document)).append('\n');
    }
    bulk(spec.index(), body.toString());
    List<String> old = store.resolve(alias);
    store.swap(alias, old.stream().findFirst(), spec.index());
    return spec.index();
  }

  private void configure(String alias) throws IOException {
    config =
        Files.writeString(
            folder.resolve("freshet.yaml"),
            """
            opensearch: {url: "%s", alias: %s}
            model: {path: models/start}
            tasks:
              plain: {}
              prompted: {query-prompt: "unbelievably long gradient "}
              projected: {document-prompt: "code ", document-max-length: 16, projection: 6}
            registry: {path: "%s"}
            """
                .formatted(server.url(), alias, shared.resolve("registry").toUri()));
  }

  private static void bulk(String index, String body) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(server.url() + "/" + index + "/_bulk?refresh=true"))
                    .header("Content-Type", "application/x-ndjson")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.body()).contains("\"errors\":false");
  }
}
