/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.kafka.DeadLetters;
import io.freshet.connectors.kafka.ProducerRecords;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.connectors.records.MetricRecord.LiveWindow;
import io.freshet.connectors.records.MetricRecord.TaskProgress;
import io.freshet.connectors.records.MetricRecord.TrainingProgress;
import io.freshet.connectors.records.MetricRecord.Value;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.records.ModelVersion.TaskFinding;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.registry.LocalFolders;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.deployment.PlatformTopics;
import io.freshet.embedded.testing.Servers;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a deployment leaves in its topics, its index and its registry, without its jobs: two
 * versions, two generations, one that was given up, windows, dead letters.
 */
final class PageDeployment implements AutoCloseable {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final Path BERT = HOME.resolve("model/src/test/resources/fixtures/encoders/bert");
  private static final JsonMapper JSON = new JsonMapper();
  private static final long MINUTE = 60_000;
  static final List<String> TEXTS =
      List.of(
          "operator window",
          "checkpoint encoder loss",
          "vector topic",
          "sampler batch",
          "replay of an operator",
          "gradient of a loss");

  private final Servers servers;
  private final FreshetConfig config;
  private final KafkaProducer<byte[], byte[]> producer;
  private final String digest;
  private final long now = System.currentTimeMillis();

  PageDeployment(Servers servers, Path folder) throws Exception {
    this.servers = servers;
    String alias = Servers.unique("page");
    String examples = Servers.unique("examples");
    config =
        ConfigReader.parse(
            "test",
            """
            kafka:
              bootstrap-servers: "%s"
              group-prefix: "%s-"
              topics: {training-examples: %s, model-versions: %s, generations: %s, metrics: %s, dead-letters: %s}
            opensearch: {url: "%s", alias: %s}
            model: {path: models/start}
            tasks: {search: {}, qa: {kind: qa}}
            registry: {path: "%s"}
            """
                .formatted(
                    servers.kafka().bootstrapServers(),
                    alias,
                    examples,
                    alias + "-versions",
                    alias + "-generations",
                    alias + "-metrics",
                    alias + "-letters",
                    servers.openSearch().url(),
                    alias,
                    folder.resolve("registry").toUri()),
            Map.of());
    PlatformTopics.ensure(config.kafka());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    Path version = folder.resolve("version");
    LocalFolders.copy(BERT, version);
    Files.writeString(version.resolve("README.md"), "# The card of this version\n");
    try (EmbeddingModel model = EmbeddingModel.load(version, ComputeOptions.cpu(1));
        OpenSearchConnection connection =
            OpenSearchConnection.open(ConnectionSettings.of(servers.openSearch().url()))) {
      digest = model.digest();
      ModelRegistry registry = new ModelRegistry(config.registry().path());
      String former = registry.publish(version, name(10));
      String uri = registry.publish(version, name(20));
      GenerationStore store = new GenerationStore(connection);
      fill(store, model, former, 1, 10);
      fill(store, model, uri, 2, 20);
      store.swap(alias, Optional.empty(), index(2));
    }
    tell();
  }

  FreshetConfig config() {
    return config;
  }

  String name(long step) {
    return ModelVersion.name(step, digest);
  }

  String index(int number) {
    return GenerationSpec.indexName(config.opensearch().alias(), number, digest);
  }

  private void fill(GenerationStore store, EmbeddingModel model, String uri, int number, long step)
      throws Exception {
    float[][] vectors = model.embed(TEXTS, TextRole.DOCUMENT);
    GenerationSpec spec =
        new GenerationSpec(
            index(number),
            GenerationSpec.vectorField(digest),
            vectors[0].length,
            name(step),
            (int) step,
            digest,
            uri,
            1,
            0,
            16,
            100,
            Map.of());
    store.create(spec);
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < vectors.length; i++) {
      ObjectNode document = JSON.createObjectNode();
      document.put("title", "Document " + i).put("text", TEXTS.get(i)).put("deleted", false);
      document.set(spec.vectorField(), JSON.valueToTree(vectors[i]));
      body.append("{\"index\": {\"_id\": \"d%d\"}}%n".formatted(i));
      body.append(JSON.writeValueAsString(document)).append('\n');
    }
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    servers.openSearch().url() + "/" + index(number) + "/_bulk?refresh=true"))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
        .contains("\"errors\":false");
  }

  private void tell() {
    version(10, "", ModelVersion.Verdict.PROMOTED);
    version(20, name(10), ModelVersion.Verdict.PROMOTED);
    generation(1, 10, "RETIRING", 1);
    generation(2, 20, "SERVING", 1);
    generation(3, 30, "ABANDONED", 0.4);
    for (int minute = 20; minute > 0; minute--) {
      window("search", now - minute * MINUTE, minute > 10 ? 1 : 2, 0.4 - minute * 0.01);
      window("qa", now - minute * MINUTE, minute > 10 ? 1 : 2, 0.6 - minute * 0.01);
      progress(20 - minute);
    }
    for (int offset = 0; offset < 3; offset++) {
      send(
          DeadLetters.toKafka(
              config.kafka().topics().deadLetters(),
              new DeadLetter(
                  "search".getBytes(UTF_8),
                  "{\"query\": \"number %d\"}".formatted(offset).getBytes(UTF_8),
                  new Origin(config.kafka().topics().trainingExamples(), 0, offset, now),
                  "training",
                  offset == 0 ? "malformed-json" : "unknown-task",
                  "there is no such task")));
    }
  }

  /** Tells of a version and of what the gate said. */
  void version(long step, String parent, ModelVersion.Verdict verdict) {
    String uri = new ModelRegistry(config.registry().path()).uriOf(name(step));
    send(
        ProducerRecords.of(
            config.kafka().topics().modelVersions(),
            (ModelVersion) new ModelVersion.Candidate(step, digest, uri, parent, Map.of(), now)));
    send(
        ProducerRecords.of(
            config.kafka().topics().modelVersions(),
            (ModelVersion)
                new ModelVersion.Decision(
                    step,
                    digest,
                    uri,
                    verdict,
                    ModelVersion.Ground.PROBES,
                    "not worse on any probe set",
                    Map.of("search.ndcg_cut_10", 0.3 + step / 100.0, "qa.ndcg_cut_10", 0.5),
                    Map.of(
                        "search",
                        new TaskFinding(
                            TaskFinding.Outcome.HELD,
                            "no loss beyond 0.02",
                            Map.of("difference", 0.1, "queries", 300.0))),
                    Map.of("search", "set", "qa", "set"),
                    now)));
  }

  private void generation(int number, long step, String state, double progress) {
    send(
        ProducerRecords.of(
            config.kafka().topics().generations(),
            new GenerationRecord(
                index(number),
                number,
                step,
                digest,
                state,
                progress,
                TEXTS.size(),
                now - (3L - number) * 10 * MINUTE,
                0,
                state.equals("ABANDONED") ? "superseded by a newer version" : "")));
  }

  private void window(String task, long end, int number, double level) {
    Value value = new Value(level, level * 80, 80, level - 0.05, level + 0.05);
    send(
        ProducerRecords.of(
            config.kafka().topics().metrics(),
            new LiveWindow(
                task,
                end - MINUTE,
                end,
                index(number),
                name(10L * number),
                80,
                Map.of("mrr", value, "recall_10", value, "ndcg_cut_10", value))));
  }

  private void progress(int step) {
    send(
        ProducerRecords.of(
            config.kafka().topics().metrics(),
            new TrainingProgress(
                now - (20 - step) * MINUTE,
                step,
                step * 64L,
                1e-4,
                Map.of(
                    "search",
                    new TaskProgress(
                        step * 40L,
                        step * 40L,
                        200,
                        0.6,
                        0.61,
                        3.0 / (1 + step),
                        Map.of(),
                        Map.of()),
                    "qa",
                    new TaskProgress(
                        step * 24L,
                        step * 24L,
                        90,
                        0.4,
                        0.39,
                        2.0 / (1 + step),
                        Map.of(),
                        Map.of())))));
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    var unused = producer.send(record);
    producer.flush();
  }

  @Override
  public void close() throws IOException {
    producer.close();
  }
}
