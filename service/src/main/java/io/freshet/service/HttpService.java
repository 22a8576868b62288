/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import io.freshet.serving.live.LiveIndex;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The search service, from start to close. */
public final class HttpService implements AutoCloseable {
  private static final int MOST_THREADS = 64;

  /** A connection without a request need not be waited for. */
  private static final long IDLE_AT_THE_END_MILLIS = 200;

  private final Server server;
  private final ServerConnector connector;
  private final LiveIndex index;

  private HttpService(Server server, ServerConnector connector, LiveIndex index) {
    this.server = server;
    this.connector = connector;
    this.index = index;
  }

  /**
   * Listens. The serving generation is loaded meanwhile: until then the service is alive and not
   * ready.
   *
   * @throws IOException where it cannot listen
   * @throws IllegalArgumentException where a file of the TLS settings cannot be used
   */
  public static HttpService start(ServiceSettings settings, LiveIndex.Settings live)
      throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS);
    threads.setName("http");
    Server server = new Server(threads);
    ServerConnector connector = connector(server, settings);
    server.addConnector(connector);
    server.setStopTimeout(settings.stopTimeout().toMillis());
    ServiceMetrics metrics = new ServiceMetrics();
    LiveIndex index = LiveIndex.open(live, metrics, threads);
    metrics.waiting(index::waiting);
    RateLimit rate = new RateLimit(settings.limits().perSecond(), System::nanoTime);
    server.setHandler(
        new GracefulHandler(
            new RequestHandler(settings, Routes.of(settings, index, metrics), rate, metrics)));
    try {
      server.start();
      return new HttpService(server, connector, index);
    } catch (Exception e) {
      index.close();
      throw new IOException(
          "cannot listen on %s:%d: %s".formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
  }

  private static ServerConnector connector(Server server, ServiceSettings settings) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    Optional<SslContextFactory.Server> tls =
        settings
            .tls()
            .map(
                files -> {
                  SslContextFactory.Server factory = new SslContextFactory.Server();
                  factory.setSslContext(files.context());
                  return factory;
                });
    ServerConnector connector;
    if (tls.isPresent()) {
      // Clients may come by an address or another name than the certificate's: theirs to check.
      http.addCustomizer(new SecureRequestCustomizer(false));
      connector =
          new ServerConnector(
              server,
              new SslConnectionFactory(tls.get(), "http/1.1"),
              new HttpConnectionFactory(http));
    } else {
      connector = new ServerConnector(server, new HttpConnectionFactory(http));
    }
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setShutdownIdleTimeout(IDLE_AT_THE_END_MILLIS);
    return connector;
  }

  /** Where it listens. */
  public URI address() {
    String scheme = connector.getDefaultProtocol().equalsIgnoreCase("SSL") ? "https" : "http";
    return URI.create(
        "%s://%s:%d".formatted(scheme, connector.getHost(), connector.getLocalPort()));
  }

  /** Takes no more requests, ends those that are under way within the limit, and frees all. */
  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the HTTP server did not stop in order: " + e.getMessage(), e);
    } finally {
      index.close();
    }
  }
}
