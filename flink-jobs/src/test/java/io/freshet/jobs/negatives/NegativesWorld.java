/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.kafka.ReadPosition;
import io.freshet.connectors.kafka.TopicAdmin;
import io.freshet.connectors.kafka.TopicSpec;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.SwapResult;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.embedded.testing.Servers;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.text.WordPieceLearner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Documents of random words, a small model, a registry, topics and an alias of one test's own, on
 * the servers that all tests share.
 */
final class NegativesWorld implements AutoCloseable {
  static final int DOCUMENTS = 40;
  static final int COUNT = 3;

  private static final int VOCABULARY = 600;

  final FreshetConfig config;
  final String topic;

  private final Servers servers;
  private final Path root;
  private final List<String> documents;
  private final OpenSearchConnection connection;
  private final KafkaProducer<byte[], byte[]> producer;

  NegativesWorld(Servers servers, Path root) throws IOException, InterruptedException {
    this.servers = servers;
    this.root = root;
    documents = documents();
    WordPieceLearner.learn(documents, VOCABULARY, root.resolve("tokenizer"));
    config = ConfigReader.parse("test", yaml(Servers.unique("negatives")));
    topic = config.kafka().topics().trainingExamples();
    TopicAdmin.ensure(
        servers.kafka().bootstrapServers(), Map.of(), List.of(TopicSpec.events(topic, 1)));
    connection = OpenSearchConnection.open(config.opensearch().connection());
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
        "  topics: {training-examples: " + name + "-examples}",
        "opensearch: {url: \"" + servers.openSearch().url() + "\", alias: " + name + "}",
        "model: {path: \"" + root.resolve("model") + "\", device: cpu, threads: 1}",
        "tasks: {search: {query-prompt: \"find: \"}, other: {}}",
        "registry: {path: \"" + root.resolve("registry").toUri() + "\"}",
        "negatives: {shares: {search: 1}, count: " + COUNT + ", depth: 40, score-share: 1}",
        "checkpoints: {directory: \"" + root.resolve("checkpoints").toUri() + "\", interval: 1s}",
        "");
  }

  private static List<String> documents() {
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
    return IntStream.range(0, DOCUMENTS)
        .mapToObj(
            i ->
                random
                    .ints(12, 0, words.size())
                    .mapToObj(words::get)
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  private static String id(int document) {
    return String.format("d%02d", document);
  }

  /** Example of a number: four words of a document ask for it. */
  TrainingExample example(String task, int number) {
    String document = documents.get(number % DOCUMENTS);
    String query = String.join(" ", List.of(document.split(" ", -1)).subList(0, 4));
    return new TrainingExample(
        task + "-" + number,
        task,
        query,
        List.of(new TextItem(id(number % DOCUMENTS), document)),
        List.of(),
        List.of(),
        List.of(),
        "",
        "",
        "",
        1,
        number);
  }

  /** A fresh model with random weights. */
  Path freshModel() throws IOException {
    Path folder = root.resolve("model");
    FreshModel.create("bert", ModelSize.TINY, root.resolve("tokenizer"), 1, folder);
    return folder;
  }

  /** Publishes a model, builds an index of all documents by it and points the alias to it. */
  String serve(Path model) throws Exception {
    String digest = ModelFolder.read(model).digest();
    String version = "0-" + digest.substring(0, 8);
    String alias = config.opensearch().alias();
    GenerationStore generations = new GenerationStore(connection);
    String field = GenerationSpec.vectorField(digest);
    String index = GenerationSpec.indexName(alias, 1, digest);
    try (EmbeddingModel encoder = EmbeddingModel.load(model, ComputeOptions.cpu(1))) {
      generations.create(
          new GenerationSpec(
              index,
              field,
              encoder.dimension(),
              version,
              0,
              digest,
              new ModelRegistry(config.registry().path()).publish(model, version),
              1,
              0,
              16,
              100,
              Map.of()));
      float[][] vectors = encoder.embed(documents, TextRole.DOCUMENT);
      StringBuilder bulk = new StringBuilder();
      for (int i = 0; i < vectors.length; i++) {
        bulk.append("{\"index\": {\"_id\": \"").append(id(i)).append("\"}}\n");
        bulk.append("{\"title\": \"Title\", \"deleted\": false, \"text\": \"")
            .append(documents.get(i))
            .append("\", \"")
            .append(field)
            .append("\": ")
            .append(Arrays.toString(vectors[i]))
            .append("}\n");
      }
      post("/" + index + "/_bulk?refresh=true", bulk.toString());
    }
    assertThat(generations.swap(alias, Optional.empty(), index))
        .isEqualTo(new SwapResult.Swapped(index));
    return digest;
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
    assertThat(response.body()).contains("\"errors\":false");
  }

  /** The documents that score next below an example's positive, best first: by their ids. */
  List<String> below(EmbeddingModel encoder, TrainingExample example) {
    float[] query = encoder.embed(List.of(example.query()), "find: ", 64)[0];
    float[][] vectors = encoder.embed(documents, TextRole.DOCUMENT);
    int positive = (int) (example.timestamp() % DOCUMENTS);
    double highest = dot(query, vectors[positive]);
    List<Integer> lower = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      if (i != positive && dot(query, vectors[i]) <= highest) {
        lower.add(i);
      }
    }
    lower.sort((a, b) -> Double.compare(dot(query, vectors[b]), dot(query, vectors[a])));
    return lower.stream().limit(COUNT).map(NegativesWorld::id).toList();
  }

  /** What becomes of a document that is a negative: its title and its text. */
  TextItem negative(String id) {
    return new TextItem(id, "Title " + documents.get(Integer.parseInt(id.substring(1))));
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** Writes an example and waits until the broker has it. */
  TrainingExample send(TrainingExample example) {
    send(ProducerRecords.of(topic, example));
    return example;
  }

  /** Writes a record and waits until the broker has it. */
  void send(ProducerRecord<byte[], byte[]> message) {
    try {
      producer.send(message).get();
    } catch (Exception e) {
      throw new AssertionError("the broker did not take a record", e);
    }
  }

  /** Whether the job has committed how far it has read. */
  boolean hasRead() {
    return !positions().isEmpty();
  }

  /** Whether the job has committed that it read all records. */
  boolean allRead() {
    return hasRead() && positions().stream().allMatch(each -> each.lag() == 0);
  }

  private List<ReadPosition> positions() {
    try {
      return TopicAdmin.positions(
          servers.kafka().bootstrapServers(),
          Map.of(),
          List.of(config.kafka().groupPrefix() + NegativesJob.NAME));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no positions of the job", e);
    }
  }

  @Override
  public void close() throws IOException {
    producer.close();
    connection.close();
  }
}
