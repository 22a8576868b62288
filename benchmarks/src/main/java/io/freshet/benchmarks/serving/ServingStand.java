/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.embedded.OpenSearchServer;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a search service needs around it and nothing else: a node with one generation of a model,
 * and the configuration for {@code freshet serve}, which computes in float32 as the other side of a
 * comparison does. Stays until it is killed.
 */
@Command(
    name = "serving-stand",
    mixinStandardHelpOptions = true,
    description = "A node with one generation of a model, for the search service.")
public final class ServingStand implements Callable<Integer> {
  private static final String ALIAS = "docs";
  private static final int STEP = 1;

  @Option(names = "--model", required = true, description = "Model folder.")
  private Path model = Path.of("");

  @Option(names = "--documents", required = true, description = "Texts to index, one a line.")
  private Path documents = Path.of("");

  @Option(names = "--work", required = true, description = "New directory for everything.")
  private Path work = Path.of("");

  @Option(names = "--home", defaultValue = ".", description = "The built repository.")
  private Path home = Path.of("");

  @Option(names = "--threads", defaultValue = "0", description = "Threads of the service's model.")
  private int threads;

  private ServingStand() {}

  /** Runs it until it is killed. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ServingStand()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(work);
    Path registry = work.toAbsolutePath().resolve("registry");
    try (OpenSearchServer node = OpenSearchServer.start(home, work.resolve("opensearch"));
        OpenSearchConnection connection =
            OpenSearchConnection.open(ConnectionSettings.of(node.url()))) {
      serve(connection, new ModelRegistry(registry.toUri().toString()));
      Path config =
          Files.writeString(
              work.resolve("freshet.yaml"),
              """
              opensearch: {url: "%s", alias: %s}
              model: {path: "%s", device: cpu, threads: %d, precision: float32}
              tasks: {search: {}}
              registry: {path: "%s"}
              """
                  .formatted(node.url(), ALIAS, model.toAbsolutePath(), threads, registry.toUri()));
      System.out.println("freshet serve --config " + config.toAbsolutePath());
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private void serve(OpenSearchConnection connection, ModelRegistry registry) throws IOException {
    GenerationStore store = new GenerationStore(connection);
    try (EmbeddingModel encoder =
        EmbeddingModel.load(
            model, ComputeOptions.cpu(Runtime.getRuntime().availableProcessors()))) {
      String digest = encoder.digest();
      String name = ModelVersion.name(STEP, digest);
      GenerationSpec spec =
          new GenerationSpec(
              GenerationSpec.indexName(ALIAS, 1, digest),
              GenerationSpec.vectorField(digest),
              encoder.dimension(),
              name,
              STEP,
              digest,
              registry.publish(model, name),
              1,
              0,
              16,
              100,
              Map.of());
      store.create(spec);
      List<String> texts = Files.readAllLines(documents, UTF_8);
      connection
          .call(
              "POST",
              "/" + spec.index() + "/_bulk",
              Map.of("refresh", "true"),
              bulk(spec.vectorField(), texts, encoder.embed(texts, TextRole.DOCUMENT))
                  .getBytes(UTF_8),
              "application/x-ndjson")
          .orThrow("write the documents");
      store.swap(ALIAS, store.resolve(ALIAS).stream().findFirst(), spec.index());
    }
  }

  private static String bulk(String field, List<String> texts, float[][] vectors) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < vectors.length; i++) {
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      document.put("title", "").put("text", texts.get(i)).put("deleted", false);
      ArrayNode numbers = document.putArray(field);
      for (float number : vectors[i]) {
        numbers.add(number);
      }
      body.append("{\"index\": {\"_id\": \"").append(i).append("\"}}\n");
      body.append(document).append('\n');
    }
    return body.toString();
  }
}
