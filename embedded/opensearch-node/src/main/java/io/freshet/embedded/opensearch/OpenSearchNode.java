/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.embedded.opensearch;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.node.NodeValidationException;

/**
 * An OpenSearch node with the k-NN plugin in this JVM, on loopback only.
 *
 * <p>Usage: {@code OpenSearchNode <data directory> <http port>}; port 0 lets the system pick a free
 * one. Says {@code READY http://<host:port>} on standard output once it serves. Ends at once when
 * standard input ends, so that it never outlives the process that holds the other end of the pipe,
 * and in good order on SIGTERM. Exit status 98 means that the port was taken. The same data can be
 * opened again after any end, {@code kill -9} too.
 */
public final class OpenSearchNode {
  private static final int ADDRESS_IN_USE = 98;
  private static final String NAME = "freshet";

  private OpenSearchNode() {}

  /** Runs the node until it is told to end. */
  public static void main(String[] args) {
    if (args.length != 2) {
      System.err.println("usage: OpenSearchNode <data directory> <http port>");
      System.exit(2);
    }
    haltWithParent();
    try {
      run(Path.of(args[0]).toAbsolutePath(), Integer.parseInt(args[1]));
    } catch (Exception e) {
      e.printStackTrace();
      System.err.flush();
      // The node's own threads may still run: no orderly way is left.
      Runtime.getRuntime().halt(isBindFailure(e) ? ADDRESS_IN_USE : 1);
    }
  }

  private static void run(Path home, int port)
      throws IOException, ClassNotFoundException, NodeValidationException, InterruptedException {
    Files.createDirectories(home.resolve("config"));
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(
            settings(home, port), Map.of(), null, () -> NAME);
    Node node = new ClassPathNode(environment);
    node.start();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node, ended), "shutdown"));
    InetSocketAddress bound =
        node.injector()
            .getInstance(HttpServerTransport.class)
            .boundAddress()
            .publishAddress()
            .address();
    System.out.println("READY http://" + bound.getHostString() + ":" + bound.getPort());
    System.out.flush();
    ended.await();
  }

  private static Settings settings(Path home, int port) {
    return Settings.builder()
        .put("path.home", home.toString())
        .put("path.data", home.resolve("data").toString())
        .put("path.logs", home.resolve("logs").toString())
        .put("cluster.name", NAME)
        .put("node.name", NAME)
        .put("discovery.type", "single-node")
        .put("network.host", "127.0.0.1")
        .put("http.port", port)
        .put("transport.port", 0)
        .put("transport.type", "netty4")
        .put("http.type", "netty4")
        .put("action.auto_create_index", false)
        // A development machine's full disk must not turn indices read-only.
        .put("cluster.routing.allocation.disk.threshold_enabled", false)
        // The breaker on real memory takes garbage for use, and on a small heap refuses bulks.
        .put("indices.breaker.total.use_real_memory", false)
        .build();
  }

  private static void close(Node node, CountDownLatch ended) {
    try {
      node.close();
    } catch (IOException e) {
      System.err.println("the node did not close cleanly: " + e);
    } finally {
      ended.countDown();
    }
  }

  /** Reads standard input to its end on a daemon thread, then ends the JVM without ado. */
  private static void haltWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nothing is ever said here; only the end matters.
                }
              } catch (IOException e) {
                System.err.println("standard input failed, which counts as its end: " + e);
              }
              Runtime.getRuntime().halt(0);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static boolean isBindFailure(Throwable failure) {
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof BindException || t.getClass().getSimpleName().startsWith("BindHttp")) {
        return true;
      }
    }
    return false;
  }
}
