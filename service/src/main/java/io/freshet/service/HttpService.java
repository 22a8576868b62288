/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import io.freshet.service.http.HttpServer;
import io.freshet.service.http.Route;
import io.freshet.serving.live.LiveIndex;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The search service, from start to close. */
public final class HttpService implements AutoCloseable {
  private final HttpServer server;
  private final LiveIndex index;

  /** Routes that a caller serves beside those of the service. */
  public interface More {
    /**
     * Makes them.
     *
     * @param index the serving generation, which stays the service's
     * @param executor the threads of the server
     */
    List<Route> routes(LiveIndex index, Executor executor) throws IOException;
  }

  private HttpService(HttpServer server, LiveIndex index) {
    this.server = server;
    this.index = index;
  }

  /**
   * Listens. The serving generation is loaded meanwhile: until then the service is alive and not
   * ready.
   *
   * @throws IOException where it cannot listen
   * @throws IllegalArgumentException where a file of the TLS settings cannot be used
   */
  public static HttpService start(ServiceSettings settings, LiveIndex.Settings live, More more)
      throws IOException {
    AtomicReference<@Nullable LiveIndex> opened = new AtomicReference<>();
    try {
      HttpServer server =
          HttpServer.start(
              settings.server(),
              threads -> {
                ServiceMetrics metrics = new ServiceMetrics();
                LiveIndex index = LiveIndex.open(live, metrics, threads);
                opened.set(index);
                metrics.waiting(index::waiting);
                return new HttpServer.Content(
                    ServiceRoutes.of(settings, index, metrics).and(more.routes(index, threads)),
                    new SearchFailures(),
                    metrics);
              });
      return new HttpService(server, Objects.requireNonNull(opened.get()));
    } catch (IOException | RuntimeException e) {
      LiveIndex index = opened.get();
      if (index != null) {
        index.close();
      }
      throw e;
    }
  }

  /** {@link #start(ServiceSettings, LiveIndex.Settings, More)} without further routes. */
  public static HttpService start(ServiceSettings settings, LiveIndex.Settings live)
      throws IOException {
    return start(settings, live, (index, executor) -> List.of());
  }

  /** Where it listens. */
  public URI address() {
    return server.address();
  }

  /** Takes no more requests, ends those that are under way within the limit, and frees all. */
  @Override
  public void close() throws IOException {
    try {
      server.close();
    } finally {
      index.close();
    }
  }
}
