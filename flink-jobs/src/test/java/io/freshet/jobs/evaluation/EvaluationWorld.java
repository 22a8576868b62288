/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.config.KafkaConfig.Topics;
import io.freshet.connectors.kafka.ModelVersionDeserializer;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.kafka.RawRecords;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicSpec;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.SwapResult;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.Candidate;
import io.freshet.connectors.records.ModelVersion.Decision;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.embedded.testing.Servers;
import io.freshet.jobs.testing.TopicReader;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.tensors.HostTensor;
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
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  private static final int VOCABULARY = 600;

  final FreshetConfig config;
  final Topics topics;
  final GenerationStore generations;

  private final Servers servers;
  private final Path root;
  private final OpenSearchConnection connection;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, String> documents = new TreeMap<>();

  /**
   * What a task's probe set is made of.
   *
   * @param documents by id
   * @param queries by the id of the one document that answers each
   */
  record Probes(String task, Map<String, String> documents, Map<String, String> queries) {}

  /** Two tasks that ask the same of the same documents. */
  EvaluationWorld(Servers servers, Path root) throws IOException, InterruptedException {
    this(servers, root, List.of(sharedProbes("search"), sharedProbes("qa")), 0);
  }

  /**
   * Tasks with probe sets of their own.
   *
   * @param minimumGain the gain that a version is promoted for
   */
  EvaluationWorld(Servers servers, Path root, List<Probes> probes, double minimumGain)
      throws IOException, InterruptedException {
    this.servers = servers;
    this.root = root;
    for (Probes each : probes) {
      documents.putAll(each.documents());
      writeProbes(each);
    }
    WordPieceLearner.learn(documents.values(), VOCABULARY, root.resolve("tokenizer"));
    config =
        ConfigReader.parse(
            "test",
            yaml(
                Servers.unique("evaluation"),
                probes.stream().map(Probes::task).toList(),
                minimumGain));
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

  private String yaml(String name, List<String> tasks, double minimumGain) {
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
        "tasks: {" + String.join(": {}, ", tasks) + ": {}}",
        "registry: {path: \"" + root.resolve("registry").toUri() + "\"}",
        "evaluation:",
        "  asks-per-second: 20",
        "  depth: 20",
        "  window-size: 3s",
        "  window-slide: 1s",
        "  sample-share: 1",
        "  tolerance: 0.05",
        "  minimum-queries: 20",
        "  minimum-gain: " + minimumGain,
        "  probe-path: \"" + root.resolve("probes") + "\"",
        "checkpoints: {directory: \"" + root.resolve("checkpoints").toUri() + "\", interval: 1s}",
        "");
  }

  private static Probes sharedProbes(String task) {
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
    Map<String, String> documents = new TreeMap<>();
    Map<String, String> queries = new TreeMap<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      List<String> text = random.ints(12, 0, words.size()).mapToObj(words::get).toList();
      documents.put(documentId(i), String.join(" ", text));
      if (i < PROBES) {
        queries.put(documentId(i), queryOf(text));
      }
    }
    return new Probes(task, documents, queries);
  }

  private static String queryOf(List<String> words) {
    return String.join(" ", words.subList(0, 4));
  }

  /** Id of a document by its number. */
  String id(int document) {
    return documentId(document);
  }

  private static String documentId(int document) {
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
    return queryOf(List.of(documents.get(id(document)).split(" ")));
  }

  private void writeProbes(Probes probes) throws IOException {
    Path folder = Files.createDirectories(root.resolve("probes").resolve(probes.task()));
    List<String> corpus = new ArrayList<>();
    probes
        .documents()
        .forEach(
            (id, text) ->
                corpus.add(
                    "{\"_id\": \"" + id + "\", \"title\": \"\", \"text\": \"" + text + "\"}"));
    List<String> queries = new ArrayList<>();
    List<String> judgments = new ArrayList<>(List.of("query-id\tcorpus-id\tscore"));
    probes
        .queries()
        .forEach(
            (document, text) -> {
              queries.add("{\"_id\": \"q" + document + "\", \"text\": \"" + text + "\"}");
              judgments.add("q" + document + "\t" + document + "\t1");
            });
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
    return blindModel(like, name, piece -> true);
  }

  /** The same model, but blind to the word pieces that are given: they have one embedding. */
  Path blindModel(Path like, String name, Predicate<String> pieces) throws IOException {
    List<String> vocabulary = Files.readAllLines(root.resolve("tokenizer").resolve("vocab.txt"));
    return changedModel(
        like,
        name,
        (tensor, values) -> {
          if (tensor.equals("embeddings.word_embeddings.weight")) {
            int width = values.length / vocabulary.size();
            for (int i = 0; i < values.length; i++) {
              values[i] = pieces.test(vocabulary.get(i / width)) ? 0.01f : values[i];
            }
          }
        });
  }

  /** The same model with other weights. */
  Path changedModel(Path like, String name, BiConsumer<String, float[]> change) throws IOException {
    ModelFolder folder = ModelFolder.read(like);
    Map<String, HostTensor> weights = new LinkedHashMap<>();
    for (Map.Entry<String, HostTensor> tensor : folder.tensors().entrySet()) {
      float[] values = tensor.getValue().toFloats();
      change.accept(tensor.getKey(), values);
      weights.put(tensor.getKey(), HostTensor.ofFloats(tensor.getValue().shape(), values));
    }
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

  /** What the gate and others say of versions. */
  TopicReader<ModelVersion> versions() {
    return new TopicReader<>(
        config.kafka().bootstrapServers(),
        topics.modelVersions(),
        kafka -> {
          Decoded<ModelVersion> decoded =
              new ModelVersionDeserializer().decode(RawRecords.of(kafka));
          assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
          return ((Decoded.Accepted<ModelVersion>) decoded).value();
        });
  }

  /** Proposes a version and waits for what the gate says of it. */
  Decision decide(Candidate candidate, TopicReader<ModelVersion> versions) throws Exception {
    send(ProducerRecords.of(topics.modelVersions(), candidate));
    return versions
        .until("decision on " + candidate.name(), seen -> decisions(candidate, seen).count() > 0)
        .stream()
        .flatMap(version -> decisions(candidate, List.of(version)))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<Decision> decisions(Candidate candidate, List<ModelVersion> versions) {
    return versions.stream()
        .filter(Decision.class::isInstance)
        .map(Decision.class::cast)
        .filter(decision -> decision.name().equals(candidate.name()));
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
