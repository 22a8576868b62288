/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicSpec;
import io.freshet.connectors.opensearch.ConnectionSettings;
import io.freshet.connectors.opensearch.GenerationSpec;
import io.freshet.connectors.opensearch.GenerationStore;
import io.freshet.connectors.opensearch.OpenSearchConnection;
import io.freshet.connectors.opensearch.SwapResult;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.embedded.testing.Servers;
import io.freshet.jobs.config.ConfigReader;
import io.freshet.jobs.config.FreshetConfig;
import io.freshet.jobs.config.KafkaConfig.Topics;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.HostTensor;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.text.WordPieceLearner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Documents, small models, a registry, probe sets, topics and an alias of one test's own, on the
 * servers that all tests share.
 */
final class EvaluationWorld implements AutoCloseable {
  static final int DOCUMENTS = 40;
  static final int PROBES = 30;

  final FreshetConfig config;
  final Topics topics;
  final GenerationStore generations;

  private final Servers servers;
  private final Path root;
  private final OpenSearchConnection connection;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, String> documents = new TreeMap<>();

  EvaluationWorld(Servers servers, Path root) throws IOException, InterruptedException {
    this.servers = servers;
    this.root = root;
    writeDocuments();
    WordPieceLearner.learn(documents.values(), 600, root.resolve("tokenizer"));
    writeProbes("search");
    writeProbes("qa");
    config = ConfigReader.parse("test", yaml(Servers.unique("evaluation")));
    topics = config.kafka().topics();
    TopicAdmin.ensure(
        servers.kafka().bootstrapServers(),
        Map.of(),
        List.of(
            TopicSpec.compacted(topics.documents(), 1),
            TopicSpec.compacted(topics.judgments(), 1),
            TopicSpec.log(topics.generations()),
            TopicSpec.log(topics.modelVersions()),
            TopicSpec.events(topics.metrics(), 1),
            TopicSpec.events(topics.deadLetters(), 1)));
    connection = OpenSearchConnection.open(ConnectionSettings.of(servers.openSearch().url()));
    generations = new GenerationStore(connection);
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  private String yaml(String name) {
    return String.join(
        "\n",
        "kafka:",
        "  bootstrap-servers: \"" + servers.kafka().bootstrapServers() + "\"",
        "  group-prefix: \"" + name + "-\"",
        "  topics:",
        "    documents: " + name + "-documents",
        "    generations: " + name + "-generations",
        "    judgments: " + name + "-judgments",
        "    model-versions: " + name + "-versions",
        "    metrics: " + name + "-metrics",
        "    dead-letters: " + name + "-dead-letters",
        "opensearch: {url: \"" + servers.openSearch().url() + "\", alias: " + name + "}",
        "model: {path: \"" + root.resolve("a") + "\", device: cpu, threads: 1}",
        "tasks:",
        "  search: {kind: retrieval}",
        "  qa: {kind: qa}",
        "registry: {path: \"" + root.resolve("registry").toUri() + "\"}",
        "evaluation:",
        "  asks-per-second: 20",
        "  depth: 20",
        "  window-size: 3s",
        "  window-slide: 1s",
        "  sample-share: 1",
        "  tolerance: 0.05",
        "  minimum-queries: 20",
        "  probe-path: \"" + root.resolve("probes") + "\"",
        "checkpoints: {directory: \"" + root.resolve("checkpoints").toUri() + "\", interval: 1s}",
        "");
  }

  private void writeDocuments() {
    SplittableRandom random = new SplittableRandom(11);
    List<String> words =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    random
                        .ints(4 + i % 4, 'a', 'z' + 1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining()))
            .toList();
    for (int i = 0; i < DOCUMENTS; i++) {
      documents.put(
          String.format("d%02d", i),
          random.ints(12, 0, words.size()).mapToObj(words::get).collect(Collectors.joining(" ")));
    }
  }

  /** Id of a document by its number. */
  String id(int document) {
    return String.format("d%02d", document);
  }

  /** Writes all documents into their topic. */
  void sendDocuments() throws Exception {
    for (Map.Entry<String, String> document : documents.entrySet()) {
      send(
          ProducerRecords.of(
              topics.documents(),
              new DocumentChange.Upsert(document.getKey(), 1, "", document.getValue(), Map.of()),
              true));
    }
  }

  /** A query that shares four words with a document. */
  String queryFor(int document) {
    List<String> words = List.of(documents.get(id(document)).split(" "));
    return String.join(" ", words.subList(0, 4));
  }

  private void writeProbes(String task) throws IOException {
    Path folder = Files.createDirectories(root.resolve("probes").resolve(task));
    List<String> corpus = new ArrayList<>();
    documents.forEach(
        (id, text) ->
            corpus.add("{\"_id\": \"" + id + "\", \"title\": \"\", \"text\": \"" + text + "\"}"));
    List<String> queries = new ArrayList<>();
    List<String> judgments = new ArrayList<>(List.of("query-id\tcorpus-id\tscore"));
    for (int i = 0; i < PROBES; i++) {
      queries.add("{\"_id\": \"q" + i + "\", \"text\": \"" + queryFor(i) + "\"}");
      judgments.add("q" + i + "\t" + String.format("d%02d", i) + "\t1");
    }
    Files.write(folder.resolve("corpus.jsonl"), corpus);
    Files.write(folder.resolve("queries.jsonl"), queries);
    Files.write(Files.createDirectories(folder.resolve("qrels")).resolve("test.tsv"), judgments);
  }

  /** A fresh model with random weights. */
  Path freshModel(String name, long seed) throws IOException {
    Path folder = root.resolve(name);
    FreshModel.create("bert", ModelSize.TINY, root.resolve("tokenizer"), seed, folder);
    return folder;
  }

  /** The same model, but blind: all words have one embedding. */
  Path blindModel(Path like, String name) throws IOException {
    ModelFolder folder = ModelFolder.read(like);
    Map<String, HostTensor> weights = new LinkedHashMap<>(folder.tensors());
    weights.computeIfPresent(
        "embeddings.word_embeddings.weight",
        (tensor, values) -> {
          float[] constant = new float[Math.toIntExact(values.shape()[0] * values.shape()[1])];
          Arrays.fill(constant, 0.01f);
          return HostTensor.ofFloats(values.shape(), constant);
        });
    Path target = root.resolve(name);
    ModelFolder.write(folder, weights, target);
    return target;
  }

  /** Puts a model into the registry as the version of a step. */
  Candidate publish(Path model, long step) throws IOException {
    String digest = ModelFolder.read(model).digest();
    String name = step + "-" + digest.substring(0, 8);
    String uri = new ModelRegistry(config.registry().path()).publish(model, name);
    return new Candidate(step, digest, uri, "", Map.of(), 0);
  }

  /** Builds an index of all documents by a version and points the alias to it. */
  String serve(Candidate version, Path model, int number, Optional<String> before)
      throws Exception {
    String alias = config.opensearch().alias();
    String index = GenerationSpec.indexName(alias, number, version.digest());
    String field = GenerationSpec.vectorField(version.digest());
    try (EmbeddingModel encoder = EmbeddingModel.load(model, ComputeOptions.cpu(1))) {
      generations.create(
          new GenerationSpec(
              index,
              field,
              encoder.dimension(),
              version.name(),
              version.step(),
              version.digest(),
              version.uri(),
              1,
              0,
              16,
              100,
              Map.of()));
      List<String> ids = List.copyOf(documents.keySet());
      float[][] vectors = encoder.embed(List.copyOf(documents.values()), TextRole.DOCUMENT);
      StringBuilder bulk = new StringBuilder();
      for (int i = 0; i < vectors.length; i++) {
        bulk.append("{\"index\": {\"_id\": \"").append(ids.get(i)).append("\"}}\n");
        bulk.append("{\"title\": \"\", \"deleted\": false, \"text\": \"")
            .append(documents.get(ids.get(i)))
            .append("\", \"")
            .append(field)
            .append("\": ")
            .append(Arrays.toString(vectors[i]))
            .append("}\n");
      }
      post("/" + index + "/_bulk?refresh=true", bulk.toString());
    }
    assertThat(generations.count(index)).isEqualTo(DOCUMENTS);
    assertThat(generations.swap(alias, before, index)).isEqualTo(new SwapResult.Swapped(index));
    return index;
  }

  private void post(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(servers.openSearch().url() + path))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body()).contains("\"errors\":false");
  }

  /** All documents by exact search, best first. */
  List<String> ranking(Path model, String query) throws IOException {
    try (EmbeddingModel encoder = EmbeddingModel.load(model, ComputeOptions.cpu(1))) {
      float[] asked = encoder.embed(List.of(query), "", 64)[0];
      List<String> ids = List.copyOf(documents.keySet());
      float[][] vectors = encoder.embed(List.copyOf(documents.values()), TextRole.DOCUMENT);
      Map<String, Double> scores = new TreeMap<>();
      for (int i = 0; i < vectors.length; i++) {
        double score = 0;
        for (int j = 0; j < asked.length; j++) {
          score += asked[j] * vectors[i][j];
        }
        scores.put(ids.get(i), score);
      }
      return ids.stream().sorted(Comparator.comparing(scores::get).reversed()).toList();
    }
  }

  /** Writes a record and waits until the broker has it. */
  void send(ProducerRecord<byte[], byte[]> message) throws Exception {
    producer.send(message).get();
  }

  @Override
  public void close() throws IOException {
    producer.close();
    connection.close();
  }
}
