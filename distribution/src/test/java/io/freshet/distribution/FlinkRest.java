/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

/** What a JobManager on loopback tells of its jobs. */
final class FlinkRest {
  private static final JsonMapper JSON = new JsonMapper();

  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  FlinkRest(int port) {
    this.port = port;
  }

  /** Where it is. */
  String url() {
    return "http://127.0.0.1:" + port;
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + "/" + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  /** The id of the newest job of a name. */
  String job(String name) throws IOException, InterruptedException {
    long newest = -1;
    String id = "";
    for (JsonNode job : get("jobs/overview").path("jobs")) {
      if (job.path("name").asText().equals(name) && job.path("start-time").asLong() > newest) {
        newest = job.path("start-time").asLong();
        id = job.path("jid").asText();
      }
    }
    return id;
  }

  /** Whether all tasks of the newest job of a name run. */
  boolean runs(String name) throws IOException, InterruptedException {
    JsonNode job = get("jobs/" + job(name));
    if (!job.path("state").asText().equals("RUNNING") || job.path("vertices").isEmpty()) {
      return false;
    }
    for (JsonNode vertex : job.path("vertices")) {
      // A source of what is configured has nothing more to tell.
      if (!Set.of("RUNNING", "FINISHED").contains(vertex.path("status").asText())) {
        return false;
      }
    }
    return true;
  }

  /** Completed checkpoints of a job. */
  long checkpoints(String name) throws IOException, InterruptedException {
    return get("jobs/" + job(name) + "/checkpoints").path("counts").path("completed").asLong();
  }
}
