/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The estimate of the index beside the size of a real one. */
@ExtendWith(ServersExtension.class)
class IndexSizeITCase {
  private static final int DOCUMENTS = 3_000;
  private static final int DIMENSION = 128;
  private static final int WORDS = 200;

  private final Servers servers;
  private final HttpClient http = HttpClient.newHttpClient();

  IndexSizeITCase(Servers servers) {
    this.servers = servers;
  }

  @Test
  void estimateIsWithinAFifthOfARealIndex() throws Exception {
    String alias = Servers.unique("sized");
    String digest = "0123456789abcdef";
    GenerationSpec spec =
        new GenerationSpec(
            GenerationSpec.indexName(alias, 1, digest),
            GenerationSpec.vectorField(digest),
            DIMENSION,
            "1-01234567",
            1,
            digest,
            "file:///models/1",
            1,
            0,
            16,
            100,
            Map.of());
    try (OpenSearchConnection connection =
        OpenSearchConnection.open(ConnectionSettings.of(servers.openSearch().url()))) {
      new GenerationStore(connection).create(spec);
      Random random = new Random(7);
      long textBytes = 0;
      for (int from = 0; from < DOCUMENTS; from += 500) {
        StringBuilder bulk = new StringBuilder();
        for (int i = from; i < from + 500; i++) {
          String text = text(random);
          textBytes += text.length();
          bulk.append("{\"index\":{\"_id\":\"document-").append(i).append("\"}}\n");
          bulk.append("{\"text\":\"").append(text).append("\",\"").append(spec.vectorField());
          bulk.append("\":[").append(vector(random)).append("]}\n");
        }
        assertThat(post(spec.index() + "/_bulk", bulk.toString()).path("errors").asBoolean())
            .isFalse();
      }
      post(spec.index() + "/_forcemerge?max_num_segments=1&flush=true", "");
      // What was merged is deleted once no search and no commit holds it.
      post(spec.index() + "/_refresh", "");
      post(spec.index() + "/_flush?force=true", "");
      long real = size(spec.index());
      assertThat((double) estimate(textBytes / DOCUMENTS))
          .isCloseTo((double) real, within(real / 5.0));
    }
  }

  private static long estimate(long documentBytes) {
    FreshetConfig config =
        ConfigReader.parse(
            "test",
            "model: {path: /start}\nregistry: {path: \"file:///registry\"}\ntasks: {search: {}}\n");
    Estimate index =
        Sizing.of(
                config,
                new ModelShape(1, 1, DIMENSION, 1, DIMENSION),
                new Workload(DOCUMENTS, documentBytes, 0, 0, 0))
            .get(3);
    return index.total(Estimate.Place.DISK) / 3;
  }

  private static String text(Random random) {
    // Words as rare as in prose: their frequency falls with their rank.
    return IntStream.range(0, WORDS)
        .mapToObj(i -> "word" + (int) Math.exp(random.nextDouble() * Math.log(20_000)))
        .collect(Collectors.joining(" "));
  }

  private static String vector(Random random) {
    return IntStream.range(0, DIMENSION)
        .mapToObj(i -> Float.toString((float) (random.nextGaussian() / Math.sqrt(DIMENSION))))
        .collect(Collectors.joining(","));
  }

  private long size(String index) throws Exception {
    HttpRequest get =
        HttpRequest.newBuilder(
                URI.create(servers.openSearch().url() + "/" + index + "/_stats/store"))
            .build();
    JsonNode stats = new JsonMapper().readTree(http.send(get, BodyHandlers.ofString()).body());
    return stats.path("_all").path("primaries").path("store").path("size_in_bytes").asLong();
  }

  private JsonNode post(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(servers.openSearch().url() + "/" + path))
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(body))
            .build();
    return new JsonMapper().readTree(http.send(request, BodyHandlers.ofString()).body());
  }
}
