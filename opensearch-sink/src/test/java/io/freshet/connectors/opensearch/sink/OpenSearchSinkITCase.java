/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sink as other teams take it, with records that Freshet does not know, on a real node. */
@ExtendWith(ServersExtension.class)
class OpenSearchSinkITCase {

  private static final InMemoryReporter REPORTER = InMemoryReporter.createWithRetainedMetrics();

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setConfiguration(REPORTER.addToConfiguration(new Configuration()))
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(1)
              .build());

  private static final String MAPPING =
      """
      {"settings": {"number_of_replicas": 0},
       "mappings": {"dynamic": "strict", "properties": {"price": {"type": "integer"}}}}
      """;

  /** A price of a thing as of a version; below zero for a thing that is gone. */
  record Price(String thing, long version, int price) {
    DocumentOperation operation() {
      return price < 0
          ? DocumentOperation.delete(thing, version)
          : DocumentOperation.index(thing, version, Map.of("price", price));
    }
  }

  private final String url;
  private final String index = Servers.unique("prices");
  private OpenSearchConnection connection;

  OpenSearchSinkITCase(Servers servers) {
    this.url = servers.openSearch().url();
  }

  @BeforeEach
  void open() {
    connection = OpenSearchConnection.open(ConnectionSettings.of(url));
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
  }

  private OpenSearchSinkBuilder<Price> builder() {
    return SmallSink.of(OpenSearchSink.<Price>builder())
        .setHosts(url)
        .setIndex(index)
        .setMissingIndex(MissingIndexPolicy.create(MAPPING))
        .setConverter((price, context) -> price.operation());
  }

  private static BulkStatistics write(OpenSearchSink<Price> sink, List<Price> prices)
      throws IOException, InterruptedException {
    try (BulkPipeline<Price> pipeline = new BulkPipeline<>(sink, "test-bulk", () -> {})) {
      for (Price price : prices) {
        pipeline.write(price, SmallSink.CONTEXT);
      }
      pipeline.drain();
      return pipeline.statistics();
    }
  }

  private Map<String, Integer> stored() throws OpenSearchFailure {
    connection.call("POST", "/" + index + "/_refresh", Map.of()).orThrow("refresh");
    ObjectNode all = OpenSearchConnection.newObject().put("size", 1_000);
    Map<String, Integer> found = new HashMap<>();
    for (JsonNode hit :
        connection
            .call("POST", "/" + index + "/_search", Map.of(), all)
            .orThrow("search")
            .body()
            .path("hits")
            .path("hits")) {
      found.put(hit.path("_id").asText(), hit.path("_source").path("price").asInt());
    }
    return found;
  }

  @Test
  void newestVersionsStandHoweverShuffledAndRepeated() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Price> prices = new ArrayList<>();
    Map<String, Integer> expected = new HashMap<>();
    for (int thing = 0; thing < 60; thing++) {
      for (int version = 0; version < 8; version++) {
        int price = random.nextInt(5) == 0 ? -1 : random.nextInt(10_000);
        String id = "thing-" + thing;
        prices.add(new Price(id, version, price));
        expected.put(id, price);
      }
    }
    expected.values().removeIf(price -> price < 0);
    List<Price> repeated = new ArrayList<>(prices);
    repeated.addAll(prices.subList(0, prices.size() / 2));
    Collections.shuffle(repeated, random);
    BulkStatistics statistics =
        write(builder().setBulkMaxActions(17).setMaxInFlightRequests(4).build(), repeated);
    assertThat(stored()).as("seed %d", seed).isEqualTo(expected);
    assertThat(statistics.stored.getCount() + statistics.stale.getCount())
        .as("seed %d", seed)
        .isEqualTo(repeated.size());
    // The whole stream once more, as after a failure without a checkpoint.
    Collections.shuffle(prices, random);
    write(builder().build(), prices);
    assertThat(stored()).as("seed %d", seed).isEqualTo(expected);
  }

  @Test
  void missingIndicesAreTheirPolicysToSettle() throws Exception {
    List<Price> prices = List.of(new Price("a", 1, 10), new Price("b", 1, 20));
    automaticIndices("true"); // as most clusters are set: a guess would store the documents
    try {
      assertThatThrownBy(
              () -> write(builder().setMissingIndex(MissingIndexPolicy.fail()).build(), prices))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(index)
          .hasMessageContaining("setMissingIndex");
      Kept kept = new Kept();
      BulkStatistics rejected =
          write(
              builder()
                  .setMissingIndex(MissingIndexPolicy.reject())
                  .setRejectedDocumentHandler(kept)
                  .build(),
              prices);
      assertThat(rejected.rejected.getCount()).isEqualTo(2);
      assertThat(kept.taken).extracting(RejectedDocument::reason).containsOnly("no-index");
      assertThat(kept.taken).extracting(RejectedDocument::status).containsOnly(404);
      assertThat(connection.call("HEAD", "/" + index, Map.of()).status()).isEqualTo(404);
      write(builder().build(), prices);
    } finally {
      automaticIndices("false");
    }
    assertThat(stored()).containsOnly(Map.entry("a", 10), Map.entry("b", 20));
    assertThat(
            connection
                .call("GET", "/" + index + "/_mapping", Map.of())
                .body()
                .path(index)
                .path("mappings")
                .path("dynamic")
                .asText())
        .isEqualTo("strict");
  }

  private void automaticIndices(String value) throws OpenSearchFailure {
    ObjectNode body = OpenSearchConnection.newObject();
    body.putObject("transient").put("action.auto_create_index", value);
    connection.call("PUT", "/_cluster/settings", Map.of(), body).orThrow("change the cluster");
  }

  @Test
  void everyRecordMaySayItsIndexAndItsShard() throws Exception {
    String cheap = index;
    String other = index + "-b";
    OpenSearchSink<Price> sink =
        builder()
            .setIndex(price -> price.price() < 15 ? cheap : other)
            .setConverter(
                (price, context) ->
                    DocumentOperation.index(
                            price.thing(), price.version(), Map.of("price", price.price()))
                        .routedBy("shop"))
            .build();
    BulkStatistics statistics = write(sink, List.of(new Price("a", 1, 10), new Price("b", 1, 20)));
    assertThat(statistics.stored.getCount()).isEqualTo(2);
    for (Map.Entry<String, String> where : Map.of("a", index, "b", other).entrySet()) {
      JsonNode document =
          connection
              .call(
                  "GET",
                  "/" + where.getValue() + "/_doc/" + where.getKey(),
                  Map.of("routing", "shop"))
              .orThrow("read")
              .body();
      assertThat(document.path("_routing").asText()).isEqualTo("shop");
    }
  }

  @Test
  void flinkCountsWhatIsSentAndRefused() throws Exception {
    // A cluster that outlives the job, since the reporter forgets when its cluster ends.
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    environment
        .fromData(
            new Price("a", 1, 10),
            new Price("b", 1, 20),
            new Price("skip", 1, 0),
            new Price("c", 1, 30),
            new Price("refuse", 1, 0))
        .sinkTo(
            builder()
                .setConverter(
                    (price, context) ->
                        switch (price.thing()) {
                          case "skip" -> DocumentOperation.skip();
                          case "refuse" -> DocumentOperation.refuse("x", "odd", "an odd price");
                          case "c" -> DocumentOperation.index("c", 1, Map.of("no such field", 1));
                          default -> price.operation();
                        })
                .setRejectedDocumentHandler(RejectedDocumentHandler.logAndDrop())
                .build())
        .name("prices");
    JobID job = environment.execute().getJobID();
    assertThat(stored()).containsOnlyKeys("a", "b");
    Map<String, Metric> metrics = REPORTER.getMetricsByIdentifiers(job);
    assertThat(count(metrics, "numRecordsSend")).isEqualTo(3);
    assertThat(count(metrics, "numBytesSend")).isGreaterThan(250);
    assertThat(count(metrics, "numRecordsSendErrors")).isEqualTo(2);
    assertThat(((Gauge<?>) ofSink(metrics, "currentSendTime")).getValue())
        .isInstanceOfSatisfying(Long.class, time -> assertThat(time).isNotNegative());
    assertThat(count(metrics, "opensearch.numItemsStored")).isEqualTo(2);
  }

  private static long count(Map<String, Metric> metrics, String name) {
    return ((Counter) ofSink(metrics, name)).getCount();
  }

  private static Metric ofSink(Map<String, Metric> metrics, String name) {
    return metrics.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(".prices: Writer.0." + name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in " + metrics.keySet()));
  }

  /** Keeps rejected documents in memory. */
  static final class Kept
      implements RejectedDocumentHandler<Price>, RejectedDocumentHandler.Outlet<Price> {

    final transient List<RejectedDocument<Price>> taken = new CopyOnWriteArrayList<>();

    @Override
    public Outlet<Price> open() {
      return this;
    }

    @Override
    public void accept(RejectedDocument<Price> document) {
      taken.add(document);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
