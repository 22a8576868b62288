/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import io.freshet.cli.letters.LetterBox;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.cli.topics.Orders;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.service.SearchFailures;
import io.freshet.service.http.BearerTokens;
import io.freshet.service.http.HttpServer;
import io.freshet.service.http.RequestListener;
import io.freshet.service.http.Routes;
import io.freshet.service.http.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Serves the page alone, on the loopback interface. Thread-safe. */
public final class PageServer implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration AT_THE_END = Duration.ofSeconds(2);

  private final HttpServer server;
  private final PageSearches searches;

  private PageServer(HttpServer server, PageSearches searches) {
    this.server = server;
    this.searches = searches;
  }

  /**
   * Starts to serve.
   *
   * @param config of the deployment that is shown and acted on
   * @param preferredPort tried first, 0 for any; any free one is taken where it is in use
   * @param operators who may act
   * @param state asked whenever the page wants news, from several threads
   * @param searches closed with this
   */
  public static PageServer start(
      FreshetConfig config,
      int preferredPort,
      OperatorToken operators,
      Supplier<RunSnapshot> state,
      PageSearches searches)
      throws IOException {
    PageSources sources = sources(config, state, searches);
    try {
      return new PageServer(listening(sources, config, preferredPort, operators), searches);
    } catch (IOException e) {
      if (preferredPort == 0) {
        throw e;
      }
      return new PageServer(listening(sources, config, 0, operators), searches);
    }
  }

  /** What the page of a deployment shows and acts on. */
  public static PageSources sources(
      FreshetConfig config, Supplier<RunSnapshot> state, PageSearches searches) {
    return new PageSources(
        state,
        new Orders(config, InstantSource.system()),
        LetterBox.of(config.kafka()),
        new ModelRegistry(config.registry().path()),
        searches);
  }

  private static HttpServer listening(
      PageSources sources, FreshetConfig config, int port, OperatorToken operators)
      throws IOException {
    ServerSettings settings =
        new ServerSettings(
            LOOPBACK,
            port,
            true,
            Optional.empty(),
            BearerTokens.none(),
            operators.tokens(),
            new ServerSettings.Limits(
                (int) config.service().maximumBody().bytes(), config.service().requestTimeout(), 0),
            AT_THE_END);
    return HttpServer.start(
        settings,
        threads ->
            new HttpServer.Content(
                new Routes(PageRoutes.of(sources, threads), "the page is /"),
                new SearchFailures(),
                RequestListener.NONE));
  }

  /** Where the page is. */
  public URI address() {
    return server.address().resolve("/");
  }

  /** Stops to serve. */
  @Override
  public void close() throws IOException {
    try {
      server.close();
    } finally {
      searches.close();
    }
  }
}
