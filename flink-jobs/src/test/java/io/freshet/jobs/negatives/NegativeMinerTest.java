/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.testing.MiniClusters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of examples where the index gives no answer. A failure would end the job. */
class NegativeMinerTest {
  @RegisterExtension static final MiniClusterExtension CLUSTER = MiniClusters.of(1);

  private static final int EXAMPLES = 500;

  @TempDir private Path root;
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer index;

  @BeforeEach
  void start() throws IOException {
    index = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    index.start();
  }

  @AfterEach
  void stop() {
    index.stop(0);
  }

  private void answer(int status, String body) {
    index.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          byte[] bytes = body.getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private List<TrainingMessage> mined() throws Exception {
    FreshetConfig config =
        ConfigReader.parse(
            "test",
            String.join(
                "\n",
                "opensearch: {url: \"http://127.0.0.1:" + index.getAddress().getPort() + "\"}",
                "model: {path: \"" + root.resolve("model") + "\", device: cpu, threads: 1}",
                "tasks: {search: {}}",
                "registry: {path: \"" + root.resolve("registry").toUri() + "\"}",
                "negatives: {shares: {search: 1}}",
                ""));
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.setParallelism(1);
    List<TrainingMessage> messages = new ArrayList<>();
    messages.add(TaskControl.set("search", Map.of("weight", "2")));
    for (int i = 0; i < EXAMPLES; i++) {
      messages.add(Examples.of("e" + i, "query " + i, "positive " + i));
    }
    return AsyncDataStream.unorderedWait(
            env.fromData(messages, RecordTypes.trainingMessage()),
            new NegativeMiner(config),
            1,
            TimeUnit.MINUTES,
            16)
        .executeAndCollect(EXAMPLES);
  }

  @Test
  void examplesPassByWhereNobodyListens() throws Exception {
    index.stop(0);
    assertThat(mined()).isEmpty();
  }

  @Test
  void anIndexThatFailsIsNotAskedForEveryExample() throws Exception {
    answer(503, "{\"error\": {\"type\": \"unavailable\"}, \"status\": 503}");
    assertThat(mined()).isEmpty();
    // Pauses double: what takes a minute asks less than ten times.
    assertThat(asked.get()).isBetween(1, EXAMPLES / 10);
  }

  @Test
  void refusedCredentialsFailTheJob() {
    answer(401, "{\"error\": {\"type\": \"security_exception\"}, \"status\": 401}");
    assertThatThrownBy(this::mined)
        .hasStackTraceContaining("OpenSearchFailure")
        .hasStackTraceContaining("security_exception");
  }
}
