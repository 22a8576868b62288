/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.opensearch.generations.SwapResult;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Generations of {@link TopicalTexts} on a real node, each of one segment and so of one graph; the
 * one built last serves.
 */
final class TopicalGenerations implements AutoCloseable {
  private static final int BULK = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How a graph is built.
   *
   * @param links of a node, as many at most (on the lowest layer twice as many)
   * @param candidates that are kept while a node's links are sought
   */
  record Graph(int links, int candidates) {}

  /**
   * The texts as a model encodes them.
   *
   * @param documents each [dimension]
   * @param queries each [dimension]
   */
  private record Encoded(List<float[]> documents, List<float[]> queries) {}

  private final FreshetConfig config;
  private final TopicalTexts texts;
  private final long seed;
  private final OpenSearchConnection connection;
  private final GenerationStore store;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Path, Encoded> encoded = new HashMap<>();
  private Optional<String> serving = Optional.empty();
  private int built;

  /**
   * No generation yet.
   *
   * @param seed of the orders in which documents are written
   */
  TopicalGenerations(FreshetConfig config, TopicalTexts texts, long seed) {
    this.config = config;
    this.texts = texts;
    this.seed = seed;
    connection = OpenSearchConnection.open(config.opensearch().connection());
    store = new GenerationStore(connection);
  }

  /** Publishes a model, builds a generation by it and lets that serve. */
  ServingGeneration serve(Path model, long step, Graph graph) throws Exception {
    String digest = ModelFolder.read(model).digest();
    String version = step + "-" + digest.substring(0, 8);
    List<float[]> vectors = encoded(model).documents();
    built++;
    GenerationSpec spec =
        new GenerationSpec(
            GenerationSpec.indexName(config.opensearch().alias(), built, digest),
            GenerationSpec.vectorField(digest),
            vectors.get(0).length,
            version,
            step,
            digest,
            new ModelRegistry(config.registry().path()).publish(model, version),
            1,
            0,
            graph.links(),
            graph.candidates(),
            Map.of());
    store.create(spec);
    write(spec, vectors);
    ServingGeneration generation = spec.generation();
    assertThat(store.swap(config.opensearch().alias(), serving, generation.index()))
        .isEqualTo(new SwapResult.Swapped(generation.index()));
    serving = Optional.of(generation.index());
    return generation;
  }

  /** Writes all documents in an order of its own, then merges what was written. */
  private void write(GenerationSpec spec, List<float[]> vectors) throws Exception {
    List<Integer> order = new ArrayList<>(IntStream.range(0, vectors.size()).boxed().toList());
    Collections.shuffle(order, new Random(seed + built));
    for (int from = 0; from < order.size(); from += BULK) {
      StringBuilder bulk = new StringBuilder();
      for (int i : order.subList(from, Math.min(order.size(), from + BULK))) {
        bulk.append("{\"index\": {\"_id\": \"").append(texts.id(i)).append("\"}}\n");
        bulk.append("{\"title\": \"\", \"deleted\": false, \"text\": \"")
            .append(texts.documents().get(i))
            .append("\", \"")
            .append(spec.vectorField())
            .append("\": ")
            .append(Arrays.toString(vectors.get(i)))
            .append("}\n");
      }
      assertThat(post("/" + spec.index() + "/_bulk", bulk.toString())).contains("\"errors\":false");
    }
    post("/" + spec.index() + "/_forcemerge?max_num_segments=1", "");
    store.refresh(spec.index());
    assertThat(store.count(spec.index())).isEqualTo(vectors.size());
  }

  private String post(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(config.opensearch().url() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private Encoded encoded(Path model) throws IOException {
    Encoded known = encoded.get(model);
    if (known != null) {
      return known;
    }
    try (EmbeddingModel encoder = EmbeddingModel.load(model, ComputeOptions.cpu(1))) {
      Encoded made =
          new Encoded(
              List.of(encoder.embed(texts.documents(), TextRole.DOCUMENT)),
              List.of(encoder.embed(texts.queries(), TextRole.QUERY)));
      encoded.put(model, made);
      return made;
    }
  }

  /**
   * Share of what exact search finds that two graph searches find too, over all queries.
   *
   * @param usual by the search that serves
   * @param narrow by a search that asks for one candidate
   */
  record Recall(double usual, double narrow) {}

  /** What the graph searches of a generation find. */
  Recall recall(ServingGeneration generation, Path model, int depth) throws Exception {
    SearchClient client = new SearchClient(connection);
    List<float[]> queries = encoded(model).queries();
    List<CompletableFuture<List<Hit>>> exact = new ArrayList<>();
    List<CompletableFuture<List<Hit>>> found = new ArrayList<>();
    for (float[] query : queries) {
      exact.add(client.exactAsync(generation, query, depth));
      found.add(client.knnAsync(generation, query, depth));
    }
    long usual = 0;
    long narrow = 0;
    for (int i = 0; i < queries.size(); i++) {
      Set<String> nearest = ids(exact.get(i).join());
      assertThat(nearest).hasSize(depth);
      usual += common(nearest, ids(found.get(i).join()));
      narrow += common(nearest, narrowly(generation, queries.get(i), depth));
    }
    double all = (double) queries.size() * depth;
    return new Recall(usual / all, narrow / all);
  }

  private static long common(Set<String> nearest, Set<String> found) {
    return found.stream().filter(nearest::contains).count();
  }

  private static Set<String> ids(List<Hit> hits) {
    return hits.stream().map(Hit::id).collect(Collectors.toSet());
  }

  /** The nearest documents by the smallest {@code ef_search} that the index takes. */
  private Set<String> narrowly(ServingGeneration generation, float[] query, int depth)
      throws Exception {
    String body =
        """
        {"size": %d, "_source": false, "query": {"knn": {"%s": {
          "vector": %s, "k": %d, "method_parameters": {"ef_search": 1}}}}}
        """
            .formatted(depth, generation.vectorField(), Arrays.toString(query), depth);
    return JSON
        .readTree(post("/" + generation.index() + "/_search", body))
        .path("hits")
        .path("hits")
        .findValuesAsText("_id")
        .stream()
        .collect(Collectors.toSet());
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
