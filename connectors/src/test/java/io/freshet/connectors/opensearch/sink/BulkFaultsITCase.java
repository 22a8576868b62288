/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.opensearch.client.ConnectionSettings;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.generations.GenerationSpec;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.embedded.testing.FaultyProxy;
import io.freshet.embedded.testing.FaultyProxy.Fault;
import io.freshet.embedded.testing.FaultyProxy.Plan;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sink before a real node whose answers are late, missing or unfriendly. */
@ExtendWith(ServersExtension.class)
class BulkFaultsITCase {

  private static final int DOCUMENTS = 80;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final String url;
  private final String alias = Servers.unique("faults");
  private final GenerationSpec spec = Fixture.spec(alias, 1, "eeeeeeee55555555");
  private final Fixture.Letters letters = new Fixture.Letters();
  private OpenSearchConnection connection;
  private GenerationStore generations;

  BulkFaultsITCase(Servers servers) {
    this.url = servers.openSearch().url();
  }

  @BeforeEach
  void open() throws IOException {
    connection = OpenSearchConnection.open(ConnectionSettings.of(url));
    generations = new GenerationStore(connection);
    generations.create(spec);
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
  }

  private BulkStatistics write(FaultyProxy proxy) throws IOException, InterruptedException {
    OpenSearchSink<IndexOperation> sink =
        Fixture.sink(ConnectionSettings.of(proxy.url()), alias, letters);
    try (BulkPipeline<IndexOperation> pipeline = new BulkPipeline<>(sink, "test-bulk", () -> {})) {
      for (int i = 0; i < DOCUMENTS; i++) {
        String text = i == 7 ? "large ".repeat(2_000) : "text " + i;
        pipeline.write(Fixture.put(spec, "d" + i, i, text, 1, i), Fixture.CONTEXT);
      }
      pipeline.drain();
      assertThat(pipeline.statistics().pendingItems).hasValue(0);
      assertThat(pipeline.statistics().pendingBytes).hasValue(0);
      return pipeline.statistics();
    }
  }

  private BulkStatistics writeThrough(Plan plan) throws IOException, InterruptedException {
    try (FaultyProxy proxy = new FaultyProxy(url, plan)) {
      return write(proxy);
    }
  }

  private long stored() throws OpenSearchFailure {
    generations.refresh(spec.index());
    return generations.count(spec.index());
  }

  @Test
  void overloadIsAnsweredWithLess() throws Exception {
    try (FaultyProxy proxy =
        new FaultyProxy(url, (n, path, body) -> n < 3 ? Fault.OVERLOAD : Fault.NONE)) {
      BulkStatistics statistics = write(proxy);
      assertThat(statistics.retried.getCount()).isEqualTo(80 + 40 + 20);
      assertThat(statistics.stored.getCount()).isEqualTo(DOCUMENTS);
      assertThat(proxy.forwarded).hasSizeGreaterThan(3);
    }
    assertThat(stored()).isEqualTo(DOCUMENTS);
    assertThat(letters.taken).isEmpty();
  }

  /** Requests 10 to 19 are refused. */
  @Test
  void aNodeThatRefusesIsSentOneRequestAtATimeAndMoreAgainOnceItTakesThem() throws Exception {
    AtomicReference<RequestPlaces> places = new AtomicReference<>();
    List<Integer> limits = new CopyOnWriteArrayList<>();
    int written = 0;
    Plan plan =
        (n, path, body) -> {
          limits.add(places.get().limit());
          int number = limits.size();
          return number > 10 && number <= 20 ? Fault.OVERLOAD : Fault.NONE;
        };
    try (FaultyProxy proxy = new FaultyProxy(url, plan);
        BulkPipeline<IndexOperation> pipeline =
            new BulkPipeline<>(
                Fixture.sink(ConnectionSettings.of(proxy.url()), alias, letters),
                "test-bulk",
                () -> {})) {
      places.set(pipeline.places());
      // On a machine that others load, answers take longer now and then, and more requests at once
      // wait for quicker ones.
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (written < 8 * DOCUMENTS
          || (!limits.subList(20, limits.size()).contains(2) && System.nanoTime() < end)) {
        pipeline.write(
            Fixture.put(spec, "d" + written, written, "text " + written, 1, written),
            Fixture.CONTEXT);
        if (written % 10 == 0) {
          pipeline.send();
        }
        written++;
      }
      pipeline.drain();
      assertThat(pipeline.places().requests()).isZero();
      assertThat(pipeline.statistics().stored.getCount()).isEqualTo(written);
    }
    assertThat(limits.subList(0, 10)).as("before").contains(2);
    assertThat(limits.subList(13, 20)).as("while it refuses").containsOnly(1);
    assertThat(limits.subList(20, limits.size())).as("after").startsWith(1).contains(2);
    assertThat(stored()).isEqualTo(written);
  }

  @Test
  void unavailableNodesAndLostAnswersLoseAndDoubleNothing() throws Exception {
    BulkStatistics statistics =
        writeThrough(
            (n, path, body) ->
                switch (n) {
                  case 0 -> Fault.UNAVAILABLE;
                  case 1, 2 -> Fault.LOST_ANSWER;
                  default -> Fault.NONE;
                });
    assertThat(statistics.stored.getCount()).isEqualTo(DOCUMENTS);
    assertThat(stored()).isEqualTo(DOCUMENTS);
  }

  @Test
  void requestsThatAreTooLargeAreSplitUntilOneDocumentIsToBlame() throws Exception {
    BulkStatistics statistics =
        writeThrough((n, path, body) -> body.length > 8_000 ? Fault.TOO_LARGE : Fault.NONE);
    assertThat(statistics.stored.getCount()).isEqualTo(DOCUMENTS - 1);
    assertThat(stored()).isEqualTo(DOCUMENTS - 1);
    assertThat(letters.taken).hasSize(1);
    assertThat(new String(letters.taken.get(0).key(), StandardCharsets.UTF_8)).isEqualTo("d7");
    assertThat(letters.taken.get(0).reason()).isEqualTo("too-large");
  }

  @Test
  void missingPermissionFailsAtOnce() {
    assertThatThrownBy(() -> writeThrough((n, path, body) -> Fault.UNAUTHORIZED))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("OpenSearch takes no documents");
    assertThat(letters.taken).isEmpty();
  }
}
