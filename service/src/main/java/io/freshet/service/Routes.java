/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import io.freshet.serving.live.LiveIndex;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Everything that can be asked. Immutable. */
record Routes(List<Route> all) {
  private static final String DESCRIPTION = "openapi.json";

  /** Keeps a copy. */
  Routes {
    all = List.copyOf(all);
  }

  /** The routes of the service. */
  static Routes of(ServiceSettings settings, LiveIndex index, ServiceMetrics metrics) {
    TaskQueries tasks = new TaskQueries(settings.tasks());
    StateEndpoints state = new StateEndpoints(index);
    return new Routes(
        List.of(
            new Route(
                "POST",
                "/v1/embeddings",
                false,
                new EmbeddingsEndpoint(index, tasks, settings.limits().texts())),
            new Route("POST", "/search", false, new SearchEndpoint(index, tasks)),
            get("/generation", false, state::generation),
            get("/health", true, state::health),
            get("/ready", true, state::ready),
            get("/metrics", false, metrics::answer),
            get("/openapi.json", false, Routes::description)));
  }

  private interface Source {
    Answer answer() throws IOException;
  }

  private static Route get(String path, boolean open, Source source) {
    return new Route("GET", path, open, body -> CompletableFuture.completedFuture(source.answer()));
  }

  private static Answer description() throws IOException {
    try (InputStream in = Routes.class.getResourceAsStream(DESCRIPTION)) {
      if (in == null) {
        throw new IllegalStateException("the service's jar lacks " + DESCRIPTION);
      }
      return new Answer(200, "application/json", in.readAllBytes(), Map.of());
    }
  }

  /**
   * The route of a request.
   *
   * @throws Refusal where there is none
   */
  Route of(String method, String path) {
    List<Route> ofPath = all.stream().filter(route -> route.path().equals(path)).toList();
    if (ofPath.isEmpty()) {
      throw Refusal.ofRequest(
          404, "not_found", "there is no " + path + "; GET /openapi.json tells what there is");
    }
    return ofPath.stream()
        .filter(route -> route.method().equals(method))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.ofMethod(
                    ofPath.get(0).method(),
                    "%s takes %s, not %s".formatted(path, ofPath.get(0).method(), method)));
  }
}
