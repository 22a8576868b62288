/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A Prometheus server of this machine, where one is there. */
final class Prometheus implements AutoCloseable {
  private static final Duration UP = Duration.ofSeconds(30);
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  private Prometheus(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Scrapes ports of loopback every second; some may have nobody yet. */
  static Prometheus start(Path program, Path work, List<Integer> targets, Path rules)
      throws IOException {
    int port = ProcessCluster.freePort();
    Path config = work.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: ["%s"]
        scrape_configs:
          - job_name: freshet
            static_configs: [{targets: [%s]}]
        """
            .formatted(
                rules,
                targets.stream()
                    .map(target -> "\"127.0.0.1:" + target + "\"")
                    .collect(Collectors.joining(", "))));
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + work.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("prometheus.out").toFile())
            .start();
    Prometheus prometheus = new Prometheus(process, port);
    Await.until("Prometheus is ready", UP, prometheus::ready);
    return prometheus;
  }

  private boolean ready() throws InterruptedException {
    try {
      return get("api/v1/status/runtimeinfo").path("status").asText().equals("success");
    } catch (IOException e) {
      return false;
    }
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/" + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  /** Names of all metrics that were ever scraped. */
  Set<String> metrics() throws IOException, InterruptedException {
    Set<String> names = new TreeSet<>();
    get("api/v1/label/__name__/values").path("data").forEach(name -> names.add(name.asText()));
    return names;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
