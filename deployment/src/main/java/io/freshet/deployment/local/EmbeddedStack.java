/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.deployment.local;

import io.freshet.deployment.cluster.EmbeddedCluster;
import io.freshet.embedded.KafkaServer;
import io.freshet.embedded.OpenSearchServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka and OpenSearch in child processes and Flink in this one. The usual ports are tried first
 * and free ones taken where those are in use. The children end with this process, however it ends.
 * Thread-safe.
 */
public final class EmbeddedStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStack.class);
  private static final int KAFKA_PORT = 9092;
  private static final int OPENSEARCH_PORT = 9200;

  private final KafkaServer kafka;
  private final OpenSearchServer openSearch;
  private final EmbeddedCluster flink;

  private EmbeddedStack(KafkaServer kafka, OpenSearchServer openSearch, EmbeddedCluster flink) {
    this.kafka = kafka;
    this.openSearch = openSearch;
    this.flink = flink;
  }

  /**
   * Starts all three side by side and waits until they serve.
   *
   * @param home root of the built repository
   * @param data where they keep their data
   * @throws Exception where one of them does not start; those that did are stopped again
   */
  public static EmbeddedStack start(Path home, Path data, EmbeddedCluster.Size size)
      throws Exception {
    CompletableFuture<KafkaServer> kafka =
        onThread(
            "start-kafka",
            () -> KafkaServer.startPreferring(KAFKA_PORT, home, data.resolve("kafka")));
    CompletableFuture<OpenSearchServer> openSearch =
        onThread(
            "start-opensearch",
            () ->
                OpenSearchServer.startPreferring(
                    OPENSEARCH_PORT, home, data.resolve("opensearch")));
    Deque<AutoCloseable> started = new ArrayDeque<>();
    try {
      EmbeddedCluster flink = EmbeddedCluster.start(size, data.resolve("flink"));
      started.push(flink);
      EmbeddedStack stack = new EmbeddedStack(unwrapped(kafka), unwrapped(openSearch), flink);
      started.clear();
      return stack;
    } catch (Exception e) {
      CompletableFuture.allOf(
              kafka.thenAccept(server -> closeLogging("kafka", server)),
              openSearch.thenAccept(server -> closeLogging("opensearch", server)))
          .exceptionally(notStarted -> null)
          .join();
      for (AutoCloseable one : started) {
        closeLogging("flink", one);
      }
      throw e;
    }
  }

  /** Host and port of the broker. */
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Base URL of OpenSearch. */
  public String openSearchUrl() {
    return openSearch.url();
  }

  /** Where Flink's web interface is. */
  public URI flinkAddress() {
    return flink.address();
  }

  /** Takes jobs. */
  public EmbeddedCluster flink() {
    return flink;
  }

  /** Stops the jobs, then what they work on. */
  @Override
  public void close() {
    closeLogging("flink", flink);
    CompletableFuture<Void> search =
        CompletableFuture.runAsync(
            () -> closeLogging("opensearch", openSearch),
            task -> new Thread(task, "stop-opensearch").start());
    closeLogging("kafka", kafka);
    search.join();
  }

  private static <T> CompletableFuture<T> onThread(String name, Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, task -> new Thread(task, name).start());
  }

  private static <T> T unwrapped(CompletableFuture<T> future) throws Exception {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Whatever fails to stop in order must not keep the others from stopping. */
  private static void closeLogging(String what, AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.warn("{} did not stop in order", what, e);
    }
  }
}
