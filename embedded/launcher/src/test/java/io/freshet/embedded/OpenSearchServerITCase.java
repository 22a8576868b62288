/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenSearchServerITCase {
  private static final Path HOME = Path.of(System.getProperty("freshet.home"));
  private static final String MAPPING =
      """
      {"settings": {"index.knn": true, "number_of_replicas": 0},
       "mappings": {"properties": {"v": {"type": "knn_vector", "dimension": 2,
         "method": {"name": "hnsw", "engine": "lucene", "space_type": "innerproduct"}}}}}""";
  private static final String QUERY =
      """
      {"query": {"knn": {"v": {"vector": [1.0, 0.0], "k": 1}}}}""";

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void vectorsSurviveKillAndRestartAndNothingIsLeftRunning(@TempDir Path data) throws Exception {
    ProcessHandle last;
    try (OpenSearchServer server = OpenSearchServer.start(HOME, data)) {
      String url = server.url();
      assertThat(url).startsWith("http://127.0.0.1:");
      assertThat(call("PUT", url + "/things", MAPPING).statusCode()).isEqualTo(200);
      assertThat(call("PUT", url + "/things/_doc/a", "{\"v\": [1.0, 0.0]}").statusCode())
          .isEqualTo(201);
      assertThat(call("PUT", url + "/things/_doc/b", "{\"v\": [0.0, 1.0]}").statusCode())
          .isEqualTo(201);

      ProcessHandle killed = server.process();
      server.kill();
      assertThat(killed.isAlive()).isFalse();

      assertThat(server.restart().url()).isEqualTo(url);
      assertThat(call("POST", url + "/things/_refresh", "").statusCode()).isEqualTo(200);
      HttpResponse<String> found = call("POST", url + "/things/_search", QUERY);
      assertThat(found.statusCode()).isEqualTo(200);
      assertThat(found.body()).contains("\"_id\":\"a\"");
      assertThat(call("PUT", url + "/unknown/_doc/a", "{}").statusCode())
          .as("indices are never made by accident")
          .isEqualTo(404);
      last = server.process();
    }
    assertThat(last.isAlive()).isFalse();
  }

  private HttpResponse<String> call(String method, String url, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
