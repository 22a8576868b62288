/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.model.ComputeOptions;
import io.freshet.service.http.Answer;
import io.freshet.service.http.BearerTokens;
import io.freshet.service.http.Route;
import io.freshet.service.http.Routes;
import io.freshet.service.http.ServerSettings;
import io.freshet.serving.ServingSettings;
import io.freshet.serving.encoding.BatchSettings;
import io.freshet.serving.live.LiveIndex;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service's description of itself, beside what it does. */
class RoutesTest {
  private static final ServiceSettings SETTINGS =
      new ServiceSettings(
          new ServerSettings(
              "127.0.0.1",
              0,
              false,
              Optional.empty(),
              BearerTokens.none(),
              BearerTokens.none(),
              new ServerSettings.Limits(1, Duration.ofSeconds(1), 0),
              Duration.ZERO),
          1,
          Map.of());

  @Test
  void everyRouteAndEveryFieldOfASearchIsDescribed(@TempDir Path cache) throws Exception {
    ServiceMetrics metrics = new ServiceMetrics();
    try (LiveIndex nothing = LiveIndex.open(live(cache), metrics, Runnable::run)) {
      Routes routes = ServiceRoutes.of(SETTINGS, nothing, metrics);
      Answer answer =
          routes
              .of("GET", "/openapi.json")
              .endpoint()
              .answer(new byte[0])
              .get(30, TimeUnit.SECONDS);
      JsonNode description = new JsonMapper().readTree(answer.body());
      Set<String> there = new TreeSet<>();
      routes
          .all()
          .forEach(
              each ->
                  there.add(name(each.method(), each.path(), each.access() == Route.Access.OPEN)));
      assertThat(described(description)).isEqualTo(there);
      Set<String> fields = new TreeSet<>();
      description
          .at("/components/schemas/SearchRequest/properties")
          .fieldNames()
          .forEachRemaining(fields::add);
      assertThat(fields).isEqualTo(new TreeSet<>(SearchRequest.FIELDS));
      assertThat(description.path("openapi").asText()).startsWith("3.1.");
    }
  }

  /** Nothing answers there. */
  private static LiveIndex.Settings live(Path cache) {
    return new LiveIndex.Settings(
        new ServingSettings(
            ConnectionSettings.of("http://127.0.0.1:1"),
            "docs",
            cache.toUri().toString(),
            cache,
            ComputeOptions.cpu(1)),
        new BatchSettings(1, Duration.ZERO, 1),
        Duration.ofHours(1),
        Duration.ofSeconds(1),
        () -> {});
  }

  private static Set<String> described(JsonNode description) {
    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        described.add(
            name(
                method.getKey().toUpperCase(Locale.ROOT),
                path.getKey(),
                method.getValue().has("security")));
      }
    }
    return described;
  }

  private static String name(String method, String path, boolean open) {
    return method + " " + path + (open ? " without a token" : "");
  }
}
