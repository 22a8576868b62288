/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.output.Response;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.TlsSettings;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.embedded.OpenSearchServer;
import io.freshet.embedded.testing.FaultyProxy;
import io.freshet.embedded.testing.FaultyProxy.Fault;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.service.http.BearerTokens;
import io.freshet.service.http.ServerSettings;
import io.freshet.serving.QueryProfile;
import io.freshet.serving.ServingSettings;
import io.freshet.serving.encoding.BatchSettings;
import io.freshet.serving.live.LiveIndex;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service over a real node and real versions, as its clients see it. */
class ServiceITCase {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final Path BERT = HOME.resolve("model/src/test/resources/fixtures/encoders/bert");
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TOKEN = "only-in-tests";

  /** How often the index rolls over under the requests of one test. */
  private static final int ROLL_OVERS = Integer.getInteger("freshet.roll-overs", 3);

  private static final QueryProfile PROMPTED = new QueryProfile("unbelievably long gradient ", 64);
  private static final List<String> TEXTS =
      List.of("operator window", "checkpoint encoder loss", "vector topic", "sampler batch");

  @TempDir static Path shared;
  private static OpenSearchServer server;
  private static OpenSearchConnection connection;
  private static GenerationStore store;
  private static Path tokens;

  /** Two versions that embed differently. */
  private static final List<Version> VERSIONS = new ArrayList<>();

  private final HttpClient http = HttpClient.newHttpClient();

  private record Version(String name, String uri, EmbeddingModel model) {}

  private record Reply(int status, Map<String, List<String>> headers, JsonNode body) {}

  @BeforeAll
  static void start() throws IOException {
    server = OpenSearchServer.start(HOME, shared.resolve("opensearch"));
    connection = OpenSearchConnection.open(ConnectionSettings.of(server.url()));
    store = new GenerationStore(connection);
    tokens = Files.writeString(shared.resolve("tokens"), TOKEN + "\nother\n");
    publish(BERT, 1);
    ModelFolder start = ModelFolder.read(BERT);
    Map<String, HostTensor> moved = new HashMap<>(start.tensors());
    moved.replaceAll((name, tensor) -> name.contains("word_emb") ? mirrored(tensor) : tensor);
    Path other = shared.resolve("other");
    ModelFolder.write(start, moved, other);
    publish(other, 2);
  }

  private static HostTensor mirrored(HostTensor tensor) {
    float[] values = tensor.toFloats();
    for (int i = 0; i < values.length; i += 3) {
      values[i] = -values[i];
    }
    return HostTensor.ofFloats(tensor.shape(), values);
  }

  private static void publish(Path folder, int step) throws IOException {
    EmbeddingModel model = EmbeddingModel.load(folder, ComputeOptions.cpu(1));
    String name = step + "-" + model.digest().substring(0, 8);
    ModelRegistry registry = new ModelRegistry(shared.resolve("registry").toUri().toString());
    VERSIONS.add(new Version(name, registry.publish(folder, name), model));
  }

  @AfterAll
  static void stop() throws IOException {
    VERSIONS.forEach(version -> version.model().close());
    connection.close();
    server.close();
  }

  private static final ServerSettings.Limits LIMITS =
      new ServerSettings.Limits(4096, Duration.ofSeconds(30), 0);

  private static HttpService service(String alias, ServerSettings.Limits limits)
      throws IOException {
    return service(alias, limits, Optional.empty(), server.url());
  }

  private static HttpService service(
      String alias, ServerSettings.Limits limits, Optional<TlsSettings> tls, String opensearch)
      throws IOException {
    return HttpService.start(
        new ServiceSettings(
            new ServerSettings(
                "127.0.0.1",
                0,
                false,
                tls,
                BearerTokens.read(tokens),
                BearerTokens.none(),
                limits,
                Duration.ofSeconds(10)),
            4,
            Map.of("prompted", PROMPTED)),
        new LiveIndex.Settings(
            new ServingSettings(
                ConnectionSettings.of(opensearch),
                alias,
                shared.resolve("registry").toUri().toString(),
                shared.resolve("cache"),
                ComputeOptions.cpu(1)),
            new BatchSettings(2048, Duration.ZERO, 512),
            Duration.ofMillis(50),
            Duration.ofSeconds(30),
            () -> {}));
  }

  /** Lets a new generation of the texts serve; ids of documents begin with its number. */
  private static String serve(String alias, int number, Version version) throws Exception {
    EmbeddingModel model = version.model();
    GenerationSpec spec =
        new GenerationSpec(
            GenerationSpec.indexName(alias, number, model.digest()),
            GenerationSpec.vectorField(model.digest()),
            model.dimension(),
            version.name(),
            number,
            model.digest(),
            version.uri(),
            1,
            0,
            16,
            100,
            Map.of());
    store.create(spec);
    float[][] vectors = model.embed(TEXTS, TextRole.DOCUMENT);
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < vectors.length; i++) {
      ObjectNode document = JSON.createObjectNode();
      document.put("title", "title " + i).put("text", TEXTS.get(i)).put("deleted", false);
      document.putObject("metadata").put("place", Integer.toString(i));
      document.set(spec.vectorField(), JSON.valueToTree(vectors[i]));
      body.append("{\"index\": {\"_id\": \"%d-%d\"}}%n".formatted(number, i));
      body.append(JSON.writeValueAsString(document)).append('\n');
    }
    HttpResponse<String> written =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(server.url() + "/" + spec.index() + "/_bulk?refresh=true"))
                    .header("Content-Type", "application/x-ndjson")
                    .POST(BodyPublishers.ofString(body.toString()))
                    .build(),
                BodyHandlers.ofString());
    assertThat(written.body()).contains("\"errors\":false");
    store.swap(alias, store.resolve(alias).stream().findFirst(), spec.index());
    return spec.index();
  }

  private Reply ask(HttpService service, String method, String path, String body, String token)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.address().resolve(path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
    return new Reply(
        response.statusCode(),
        response.headers().map(),
        json
            ? JSON.readTree(response.body())
            : JSON.valueToTree(new String(response.body(), UTF_8)));
  }

  private Reply post(HttpService service, String path, String body) throws Exception {
    return ask(service, "POST", path, body, TOKEN);
  }

  private Reply get(HttpService service, String path) throws Exception {
    return ask(service, "GET", path, "", TOKEN);
  }

  /** Waits until the service has gone over to a generation. */
  private void await(HttpService service, String index) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!get(service, "/generation").body().path("index").asText().equals(index)) {
      assertThat(System.nanoTime()).as("%s was not followed", index).isLessThan(until);
    }
  }

  private static float[] floats(JsonNode numbers) {
    float[] floats = new float[numbers.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = numbers.get(i).floatValue();
    }
    return floats;
  }

  /** The answer has the form that the service's own description gives it. */
  private Reply described(HttpService service, Reply reply, String schema) throws Exception {
    ObjectNode root = (ObjectNode) get(service, "/openapi.json").body();
    root.put("$ref", "#/components/schemas/" + schema);
    assertThat(
            JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(root)
                .validate(reply.body()))
        .isEmpty();
    return reply;
  }

  @Test
  void anOpenAiClientGetsEmbeddingsOfTheServingVersion() throws Exception {
    String index = serve("client", 1, VERSIONS.get(0));
    EmbeddingModel model = VERSIONS.get(0).model();
    try (HttpService service = service("client", LIMITS)) {
      await(service, index);
      OpenAiEmbeddingModel client =
          OpenAiEmbeddingModel.builder()
              .baseUrl(service.address() + "/v1")
              .apiKey(TOKEN)
              .modelName("text-embedding-3-small")
              .build();
      Response<List<Embedding>> all =
          client.embedAll(TEXTS.stream().map(TextSegment::from).toList());
      float[][] expected = model.embed(TEXTS, TextRole.DOCUMENT);
      for (int i = 0; i < expected.length; i++) {
        assertThat(all.content().get(i).vector())
            .containsExactly(expected[i], Offset.offset(1e-6f));
      }
      assertThat(all.tokenUsage().inputTokenCount())
          .isEqualTo((int) model.tokenize(TEXTS, TextRole.DOCUMENT).tokens());
      float[] prompted =
          OpenAiEmbeddingModel.builder()
              .baseUrl(service.address() + "/v1")
              .apiKey(TOKEN)
              .modelName("prompted")
              .dimensions(8)
              .build()
              .embed(TEXTS.get(0))
              .content()
              .vector();
      float[] query = model.embed(TEXTS.subList(0, 1), PROMPTED.prompt(), PROMPTED.maxLength())[0];
      assertThat(prompted)
          .containsExactly(EmbeddingModel.shortened(query, 8), Offset.offset(1e-6f));

      Reply bytes =
          described(
              service,
              post(
                  service,
                  "/v1/embeddings",
                  "{\"input\": \"%s\", \"encoding_format\": \"base64\"}".formatted(TEXTS.get(0))),
              "Embeddings");
      ByteBuffer buffer =
          ByteBuffer.wrap(Base64.getDecoder().decode(bytes.body().at("/data/0/embedding").asText()))
              .order(ByteOrder.LITTLE_ENDIAN);
      float[] read = new float[buffer.remaining() / Float.BYTES];
      buffer.asFloatBuffer().get(read);
      assertThat(read).containsExactly(expected[0], Offset.offset(1e-6f));
      assertThat(bytes.body().path("model").asText()).isEqualTo(VERSIONS.get(0).name());
      assertThat(bytes.headers().get("freshet-generation")).containsExactly(index);
      assertThat(
              post(service, "/v1/embeddings", "{\"input\": \"a\", \"dimensions\": 4000}")
                  .body()
                  .at("/error/message")
                  .asText())
          .contains("dimensions: 4000 is not allowed; the serving version's embeddings have");
    }
  }

  @Test
  void searchesFindByVectorsByWordsAndByBothWithFilters() throws Exception {
    String index = serve("modes", 1, VERSIONS.get(0));
    try (HttpService service = service("modes", LIMITS)) {
      await(service, index);
      Reply vectors =
          described(
              service, post(service, "/search", "{\"text\": \"vector topic\", \"k\": 2}"), "Found");
      assertThat(vectors.body().path("hits")).hasSize(2);
      JsonNode best = vectors.body().at("/hits/0");
      assertThat(best.path("id").asText()).isEqualTo("1-2");
      assertThat(best.path("text").asText()).isEqualTo("vector topic");
      assertThat(best.path("title").asText()).isEqualTo("title 2");
      assertThat(best.at("/metadata/place").asText()).isEqualTo("2");
      assertThat(best.path("highlights")).isEmpty();
      assertThat(vectors.body().path("generation").asText()).isEqualTo(index);
      assertThat(vectors.body().path("version").asText()).isEqualTo(VERSIONS.get(0).name());

      JsonNode words =
          described(
                  service,
                  post(service, "/search", "{\"text\": \"loss\", \"mode\": \"bm25\"}"),
                  "Found")
              .body();
      assertThat(words.path("hits")).hasSize(1);
      assertThat(words.at("/hits/0/highlights/0").asText())
          .isEqualTo("checkpoint encoder <em>loss</em>");
      JsonNode both =
          post(service, "/search", "{\"text\": \"loss\", \"mode\": \"hybrid\", \"k\": 4}").body();
      assertThat(both.path("hits")).hasSize(4);
      assertThat(both.path("hits").valueStream())
          .anyMatch(hit -> hit.at("/highlights/0").asText().contains("<em>loss</em>"));
      JsonNode filtered =
          post(
                  service,
                  "/search",
                  "{\"text\": \"loss\", \"filters\": [\"place>=2\", \"place<=2\"]}")
              .body();
      assertThat(filtered.path("hits")).hasSize(1);
      assertThat(filtered.at("/hits/0/id").asText()).isEqualTo("1-2");
      assertThat(
              post(service, "/search", "{\"text\": \"loss\", \"task\": \"prompted\"}")
                  .body()
                  .at("/hits/0/score"))
          .isNotEqualTo(
              post(service, "/search", "{\"text\": \"loss\"}").body().at("/hits/0/score"));
    }
  }

  /** Clients ask all the time, the alias moves, and former indices are deleted soon after. */
  @Test
  void noRequestIsLostOrMixedWhileTheIndexRollsOver() throws Exception {
    String index = serve("rolling", 1, VERSIONS.get(0));
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService clients = Executors.newFixedThreadPool(3);
    try (HttpService service = service("rolling", LIMITS)) {
      await(service, index);
      List<Future<Set<String>>> answers =
          List.of(
              clients.submit(() -> search(service, ended)),
              clients.submit(() -> search(service, ended)),
              clients.submit(() -> embed(service, ended)));
      List<String> indices = new ArrayList<>(List.of(index));
      for (int number = 2; number <= ROLL_OVERS + 1; number++) {
        Version version = VERSIONS.get((number - 1) % 2);
        String next = serve("rolling", number, version);
        if (number > 3) {
          // Gone at once: searches under way are asked again on the next generation.
          store.delete(indices.get(indices.size() - 1));
        }
        await(service, next);
        indices.add(next);
      }
      ended.set(true);
      String last = indices.get(ROLL_OVERS);
      for (Future<Set<String>> client : answers) {
        assertThat(client.get(30, TimeUnit.SECONDS)).contains(last).hasSizeGreaterThan(1);
      }
      String metrics = get(service, "/metrics").body().asText();
      System.out.printf(
          "%d roll-overs under %s answers, none failed or mixed%n", ROLL_OVERS, answered(metrics));
      assertThat(metrics)
          .contains("freshet_serving_switches_total %d.0".formatted(ROLL_OVERS + 1))
          .containsPattern("freshet_http_requests_total\\{route=\"/search\",status=\"200\"} \\d")
          .containsPattern("freshet_http_request_seconds_bucket\\{route=\"/v1/embeddings\",le=")
          .containsPattern("freshet_encode_batch_texts_count \\d")
          .contains("freshet_encode_waiting_texts 0.0")
          .contains(
              "freshet_serving_generation_info{index=\"%s\",version=\"%s\"} 1"
                  .formatted(last, VERSIONS.get(ROLL_OVERS % 2).name()));
      assertThat(metrics).doesNotContainPattern("route=\"/(search|v1/embeddings)\",status=\"[45]");
    } finally {
      clients.shutdown();
    }
  }

  /** What was answered with 200, by route. */
  private static List<String> answered(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("freshet_http_requests_total"))
        .filter(line -> line.contains("status=\"200\"") && !line.contains("/generation"))
        .map(line -> line.replaceAll(".*route=\"([^\"]*)\".* ", "$1 "))
        .toList();
  }

  /** Searches until told to end and at least until something was found; returns who answered. */
  private Set<String> search(HttpService service, AtomicBoolean ended) throws Exception {
    Set<String> generations = new TreeSet<>();
    for (boolean last = false; !last; ) {
      last = ended.get();
      Reply reply = post(service, "/search", "{\"text\": \"vector topic\", \"k\": 1}");
      assertThat(reply.status()).as("%s", reply.body()).isEqualTo(200);
      String index = reply.body().path("generation").asText();
      generations.add(index);
      // A query of the other version would be refused by the index or be another vector.
      int number = Integer.parseInt(index.replaceAll(".*-g(\\d+)-.*", "$1"));
      assertThat(reply.body().at("/hits/0/id").asText()).isEqualTo(number + "-2");
      assertThat(reply.body().at("/hits/0/score").asDouble()).isCloseTo(2, Offset.offset(1e-4));
    }
    return generations;
  }

  private Set<String> embed(HttpService service, AtomicBoolean ended) throws Exception {
    Set<String> generations = new TreeSet<>();
    Map<String, float[]> expected = new HashMap<>();
    for (Version version : VERSIONS) {
      expected.put(
          version.model().digest(), version.model().embed(List.of("a text"), TextRole.DOCUMENT)[0]);
    }
    for (boolean last = false; !last; ) {
      last = ended.get();
      Reply reply = post(service, "/v1/embeddings", "{\"input\": \"a text\"}");
      assertThat(reply.status()).as("%s", reply.body()).isEqualTo(200);
      generations.add(reply.headers().get("freshet-generation").get(0));
      assertThat(floats(reply.body().at("/data/0/embedding")))
          .containsExactly(
              expected.get(reply.headers().get("freshet-digest").get(0)), Offset.offset(1e-6f));
    }
    return generations;
  }

  @Test
  void strangersLimitsAndUnknownRoutesAreAnsweredInOneForm() throws Exception {
    String index = serve("limits", 1, VERSIONS.get(0));
    try (HttpService service = service("limits", LIMITS)) {
      await(service, index);
      for (String stranger : List.of("", "unknown")) {
        Reply refused = ask(service, "POST", "/search", "{\"text\": \"a\"}", stranger);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.headers().get("www-authenticate")).containsExactly("Bearer");
        assertThat(refused.body().at("/error/code").asText()).isEqualTo("invalid_api_key");
        assertThat(ask(service, "GET", "/health", "", stranger).status()).isEqualTo(200);
        assertThat(ask(service, "GET", "/ready", "", stranger).status()).isEqualTo(200);
        assertThat(ask(service, "GET", "/metrics", "", stranger).status()).isEqualTo(401);
      }
      assertThat(ask(service, "GET", "/generation", "", "other").status()).isEqualTo(200);
      described(service, get(service, "/generation"), "Generation");
      described(service, get(service, "/ready"), "Status");

      assertThat(described(service, get(service, "/nothing"), "Error").status()).isEqualTo(404);
      Reply wrong = described(service, get(service, "/search"), "Error");
      assertThat(wrong.status()).isEqualTo(405);
      assertThat(wrong.headers().get("allow")).containsExactly("POST");
      String large = "{\"text\": \"" + "a".repeat(5000) + "\"}";
      assertThat(described(service, post(service, "/search", large), "Error").status())
          .isEqualTo(413);
      HttpResponse<String> unannounced =
          http.send(
              HttpRequest.newBuilder(service.address().resolve("/search"))
                  .header("Authorization", "Bearer " + TOKEN)
                  .POST(
                      BodyPublishers.fromPublisher(
                          BodyPublishers.ofByteArray(large.getBytes(UTF_8))))
                  .build(),
              BodyHandlers.ofString());
      assertThat(unannounced.statusCode()).isEqualTo(413);
      assertThat(post(service, "/search", "{\"text\":").status()).isEqualTo(400);
      assertThat(
              post(service, "/v1/embeddings", "{\"input\": [\"a\",\"b\",\"c\",\"d\",\"e\"]}")
                  .body()
                  .at("/error/message")
                  .asText())
          .isEqualTo("input: has 5 texts; expected 1 to 4");
    }
    ServerSettings.Limits slow = new ServerSettings.Limits(4096, Duration.ofSeconds(30), 0.001);
    try (HttpService service = service("limits", slow)) {
      assertThat(get(service, "/openapi.json").status()).isEqualTo(200);
      Reply refused = get(service, "/openapi.json");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.headers().get("retry-after")).containsExactly("1000");
      assertThat(ask(service, "GET", "/openapi.json", "", "other").status()).isEqualTo(200);
      assertThat(get(service, "/health").status()).isEqualTo(200);
    }
  }

  @Test
  void whileNothingServesTheServiceIsAliveAndSaysWhyItIsNotReady() throws Exception {
    try (HttpService service = service("nothing", LIMITS)) {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      Reply ready = get(service, "/ready");
      while (!ready.body().path("reason").asText().contains("nothing serves the alias nothing")) {
        assertThat(System.nanoTime()).as("%s", ready.body()).isLessThan(until);
        ready = get(service, "/ready");
      }
      assertThat(described(service, ready, "Status").status()).isEqualTo(503);
      assertThat(get(service, "/health").status()).isEqualTo(200);
      for (Reply reply :
          List.of(
              post(service, "/search", "{\"text\": \"a\"}"),
              post(service, "/v1/embeddings", "{\"input\": \"a\"}"))) {
        assertThat(described(service, reply, "Error").status()).isEqualTo(503);
        assertThat(reply.headers()).containsKey("retry-after");
        assertThat(reply.body().at("/error/code").asText()).isEqualTo("not_ready");
      }
    }
  }

  @Test
  void theCertificateOfTheSettingsIsShown() throws Exception {
    Path keys = shared.resolve("service.p12");
    Path certificate = shared.resolve("service.pem");
    keytool(
        keys,
        "-genkeypair -keyalg EC -dname CN=service -ext san=ip:127.0.0.1 -validity 2 -storetype PKCS12");
    keytool(keys, "-exportcert -rfc -file " + certificate);
    Path key = Files.writeString(shared.resolve("service-key.pem"), privateKey(keys));
    HttpClient client =
        HttpClient.newBuilder()
            .sslContext(TlsSettings.PLATFORM.trusting(certificate.toString()).context())
            .build();
    for (TlsSettings shown :
        List.of(
            TlsSettings.PLATFORM.showingPkcs12(keys.toString(), TOKEN),
            TlsSettings.PLATFORM.showingPem(certificate.toString(), key.toString()))) {
      try (HttpService service = service("tls", LIMITS, Optional.of(shown), server.url())) {
        assertThat(service.address().getScheme()).isEqualTo("https");
        HttpResponse<String> health =
            client.send(
                HttpRequest.newBuilder(service.address().resolve("/health")).build(),
                BodyHandlers.ofString());
        assertThat(health.statusCode()).as("%s", shown).isEqualTo(200);
      }
    }
  }

  private static String privateKey(Path keys) throws Exception {
    Key key =
        KeyStore.getInstance(keys.toFile(), TOKEN.toCharArray())
            .getKey("service", TOKEN.toCharArray());
    return "-----BEGIN PRIVATE KEY-----%n%s%n-----END PRIVATE KEY-----%n"
        .formatted(Base64.getMimeEncoder().encodeToString(key.getEncoded()));
  }

  /** OpenSearch may go away and come back: embeddings need it not, searches say so meanwhile. */
  @Test
  void whileOpenSearchIsAwayEmbeddingsAreAnsweredAndSearchesSaySo() throws Exception {
    String index = serve("away", 1, VERSIONS.get(0));
    AtomicBoolean away = new AtomicBoolean();
    try (FaultyProxy proxy =
            new FaultyProxy(
                server.url(), (number, path, body) -> away.get() ? Fault.LOST_ANSWER : Fault.NONE);
        HttpService service = service("away", LIMITS, Optional.empty(), proxy.url())) {
      await(service, index);
      // it is shown a moment before its loading is no longer the reason not to be ready
      awaitReady(service, 200);
      away.set(true);
      awaitReady(service, 503);
      assertThat(get(service, "/health").status()).isEqualTo(200);
      assertThat(get(service, "/ready").body().path("reason").asText()).contains("does not answer");
      assertThat(post(service, "/v1/embeddings", "{\"input\": \"a\"}").status()).isEqualTo(200);
      Reply search = post(service, "/search", "{\"text\": \"a\"}");
      assertThat(described(service, search, "Error").status()).isEqualTo(503);
      assertThat(search.body().at("/error/code").asText()).isEqualTo("search_unavailable");
      assertThat(search.headers()).containsKey("retry-after");
      away.set(false);
      awaitReady(service, 200);
      assertThat(post(service, "/search", "{\"text\": \"a\"}").status()).isEqualTo(200);
    }
  }

  private void awaitReady(HttpService service, int status) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Reply ready = get(service, "/ready");
    while (ready.status() != status) {
      assertThat(System.nanoTime()).as("%s", ready.body()).isLessThan(until);
      ready = get(service, "/ready");
    }
  }

  private static void keytool(Path keys, String options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(options.split(" ", -1)));
    command.addAll(List.of("-alias", "service", "-keystore", keys.toString(), "-storepass", TOKEN));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
