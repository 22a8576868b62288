/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import io.freshet.service.http.Answer;
import io.freshet.service.http.Route;
import io.freshet.service.http.Route.Access;
import io.freshet.service.http.Routes;
import io.freshet.serving.live.LiveIndex;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** What the search service can be asked. */
final class ServiceRoutes {
  private static final String DESCRIPTION = "openapi.json";

  private ServiceRoutes() {}

  static Routes of(ServiceSettings settings, LiveIndex index, ServiceMetrics metrics) {
    TaskQueries tasks = new TaskQueries(settings.tasks());
    StateEndpoints state = new StateEndpoints(index);
    return new Routes(
        List.of(
            new Route(
                "POST",
                "/v1/embeddings",
                Access.CALLER,
                new EmbeddingsEndpoint(index, tasks, settings.texts())),
            new Route("POST", "/search", Access.CALLER, new SearchEndpoint(index, tasks)),
            Route.get("/generation", Access.CALLER, state::generation),
            Route.get("/health", Access.OPEN, state::health),
            Route.get("/ready", Access.OPEN, state::ready),
            Route.get("/metrics", Access.CALLER, metrics::answer),
            Route.get("/openapi.json", Access.CALLER, ServiceRoutes::description)),
        "GET /openapi.json tells what there is");
  }

  private static Answer description() throws IOException {
    try (InputStream in = ServiceRoutes.class.getResourceAsStream(DESCRIPTION)) {
      if (in == null) {
        throw new IllegalStateException("the service's jar lacks " + DESCRIPTION);
      }
      return new Answer(200, "application/json", in.readAllBytes(), Map.of());
    }
  }
}
