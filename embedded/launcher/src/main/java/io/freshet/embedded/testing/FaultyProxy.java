/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a real server and does to requests what networks and overload do. The plan is asked
 * by several threads.
 */
public final class FaultyProxy implements AutoCloseable {

  /** What happens to a request. */
  public enum Fault {
    /** Nothing: it goes through. */
    NONE,
    /** It is answered with 401. */
    UNAUTHORIZED,
    /** It is answered with 413. */
    TOO_LARGE,
    /** It is answered with 429. */
    OVERLOAD,
    /** It is answered with 503. */
    UNAVAILABLE,
    /** It reaches the server, and the answer is lost. */
    LOST_ANSWER
  }

  /** Decides on one request. */
  @FunctionalInterface
  public interface Plan {
    /** The fault for the request that is the {@code number}th from 0. */
    Fault fault(int number, String path, byte[] body);
  }

  /** The sizes of the bodies that reached the server, in order. */
  public final List<Integer> forwarded = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final HttpClient client = HttpClient.newHttpClient();
  private final String target;
  private final Plan plan;
  private final AtomicInteger requests = new AtomicInteger();

  /** A proxy on a free port of loopback. */
  public FaultyProxy(String target, Plan plan) throws IOException {
    this.target = target;
    this.plan = plan;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Its address. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Fault fault = plan.fault(requests.getAndIncrement(), exchange.getRequestURI().getPath(), body);
    switch (fault) {
      case UNAUTHORIZED -> answer(exchange, 401, new byte[0]);
      case TOO_LARGE -> answer(exchange, 413, new byte[0]);
      case OVERLOAD -> answer(exchange, 429, new byte[0]);
      case UNAVAILABLE -> answer(exchange, 503, new byte[0]);
      case LOST_ANSWER -> {
        forward(exchange, body);
        exchange.close();
      }
      case NONE -> {
        HttpResponse<byte[]> response = forward(exchange, body);
        answer(exchange, response.statusCode(), response.body());
      }
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    if (type != null) {
      request.header("Content-Type", type);
    }
    forwarded.add(body.length);
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
