/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A server of routes over HTTP, from start to close. */
public final class HttpServer implements AutoCloseable {
  private static final int MOST_THREADS = 64;

  /** A connection without a request need not be waited for. */
  private static final long IDLE_AT_THE_END_MILLIS = 200;

  private final Server server;
  private final ServerConnector connector;

  /**
   * What a server serves.
   *
   * @param failures that its routes may answer with
   * @param listener is told of every answer
   */
  public record Content(Routes routes, FailureReader failures, RequestListener listener) {}

  /** Makes what is served. */
  public interface Maker {
    /**
     * Makes it.
     *
     * @param threads of the server, which are its to end
     */
    Content with(Executor threads) throws IOException;
  }

  private HttpServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Listens.
   *
   * @throws IOException where it cannot listen, or the content cannot be made
   * @throws IllegalArgumentException where a file of the TLS settings cannot be used
   */
  public static HttpServer start(ServerSettings settings, Maker content) throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS);
    threads.setName("http");
    Server server = new Server(threads);
    ServerConnector connector = connector(server, settings);
    server.addConnector(connector);
    server.setStopTimeout(settings.stopTimeout().toMillis());
    server.setHandler(new GracefulHandler(new RequestHandler(settings, content.with(threads))));
    try {
      server.start();
      return new HttpServer(server, connector);
    } catch (Exception e) {
      LifeCycle.stop(server);
      throw new IOException(
          "cannot listen on %s:%d: %s".formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
  }

  private static ServerConnector connector(Server server, ServerSettings settings) {
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

  /** Takes no more requests and ends those that are under way within the limit. */
  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the HTTP server did not stop in order: " + e.getMessage(), e);
    }
  }
}
