/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A real OpenSearch node with the k-NN plugin (engine {@code lucene}) in a child process, on
 * loopback, with indices created only when asked for. The child ends when this process ends,
 * however it ends. Thread-safe.
 */
public final class OpenSearchServer implements AutoCloseable {
  private static final Duration HEALTH_LIMIT = Duration.ofMinutes(2);

  private final Path home;
  private final Path data;
  private NodeProcess process;

  private OpenSearchServer(Path home, Path data, NodeProcess process) {
    this.home = home;
    this.data = data;
    this.process = process;
  }

  /**
   * Starts a node on a free port and waits until it serves.
   *
   * @param home root of the built repository (system property {@code freshet.home} in tests)
   * @param data its data directory, made where missing; opened again where it has data
   * @throws EmbeddedServerException where the node does not start, with the end of its log
   */
  public static OpenSearchServer start(Path home, Path data) {
    return new OpenSearchServer(
        home, data, serving(NodeProcess.start(NodeSpec.OPENSEARCH, home, data, 0)));
  }

  /** As {@link #start(Path, Path)}, on the given port if it is free. */
  public static OpenSearchServer startPreferring(int port, Path home, Path data) {
    return new OpenSearchServer(
        home, data, serving(NodeProcess.startPreferring(port, NodeSpec.OPENSEARCH, home, data)));
  }

  /** Base URL of the HTTP interface, without a slash at its end. */
  public synchronized String url() {
    return process.address();
  }

  /** The node's process. */
  public synchronized ProcessHandle process() {
    return process.handle();
  }

  /** Ends the node as {@code kill -9} does and waits for its end. */
  public synchronized void kill() {
    process.kill();
  }

  /**
   * Ends the node if it still runs, starts it again on the same data and port, and waits until its
   * primary shards serve. Returns this server.
   */
  public synchronized OpenSearchServer restart() {
    process.close();
    int port = URI.create(process.address()).getPort();
    process = serving(NodeProcess.start(NodeSpec.OPENSEARCH, home, data, port));
    return this;
  }

  /** Ends the node in order and waits for its end; its data stay. */
  @Override
  public synchronized void close() {
    process.close();
  }

  private static NodeProcess serving(NodeProcess node) {
    try {
      awaitShards(node.address());
      return node;
    } catch (EmbeddedServerException e) {
      node.kill();
      throw e;
    }
  }

  private static void awaitShards(String url) {
    URI health =
        URI.create(
            url
                + "/_cluster/health?wait_for_status=yellow&timeout="
                + HEALTH_LIMIT.toSeconds()
                + "s");
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(health).timeout(HEALTH_LIMIT.plusSeconds(10)).build(),
                  HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new EmbeddedServerException(
            "opensearch has shards that do not serve: " + response.body());
      }
    } catch (IOException e) {
      throw new EmbeddedServerException("opensearch does not answer at " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedServerException("interrupted while opensearch started", e);
    }
  }
}
