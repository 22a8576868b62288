/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.freshet.cli.observe.RunSnapshot;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Serves the live page on the loopback interface. Thread-safe. */
public final class DashboardServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads;
  private final byte[] page;
  private final Supplier<RunSnapshot> state;

  private DashboardServer(HttpServer server, byte[] page, Supplier<RunSnapshot> state) {
    this.server = server;
    this.page = page;
    this.state = state;
    this.threads =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "dashboard");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts to serve.
   *
   * @param preferredPort tried first, 0 for any; any free one is taken where it is in use
   * @param state asked whenever the page wants news, from several threads
   */
  public static DashboardServer start(int preferredPort, Supplier<RunSnapshot> state)
      throws IOException {
    DashboardServer dashboard =
        new DashboardServer(
            bound(preferredPort), PageTemplate.live().getBytes(StandardCharsets.UTF_8), state);
    dashboard.server.createContext("/", dashboard::answer);
    dashboard.server.setExecutor(dashboard.threads);
    dashboard.server.start();
    return dashboard;
  }

  /** Where the page is. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** Stops to serve. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static HttpServer bound(int preferredPort) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try {
      return HttpServer.create(new InetSocketAddress(loopback, preferredPort), 0);
    } catch (BindException taken) {
      return HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "text/plain", "only GET".getBytes(StandardCharsets.UTF_8));
      } else if (path.equals("/") || path.equals("/index.html")) {
        send(exchange, 200, "text/html", page);
      } else if (path.equals("/state.json")) {
        byte[] json = StateJson.of(state.get(), false).toString().getBytes(StandardCharsets.UTF_8);
        send(exchange, 200, "application/json", json);
      } else {
        send(exchange, 404, "text/plain", "no such page".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
