/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.metrics.SinkMetrics;
import io.freshet.connectors.opensearch.client.MetadataFilter;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.embedded.testing.FaultyProxy;
import io.freshet.embedded.testing.FaultyProxy.Fault;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.indexing.Eventually;
import io.freshet.jobs.indexing.IndexingStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that is overloaded, unavailable, short of disk, or away holds the job back; then it
 * catches up, has lost nothing and has not been restarted. {@code -Dfreshet.unwilling} sets for how
 * long each (such as {@code PT10M}).
 */
@ExtendWith(ServersExtension.class)
class UnwillingNodeITCase {
  private static final Duration UNWILLING =
      Duration.parse(System.getProperty("freshet.unwilling", "PT2S"));
  private static final List<String> TROUBLES =
      List.of(
          System.getProperty("freshet.troubles", "429,503,flooded,away,conflicts").split(",", -1));
  private static final int STEADY = 20;
  private static final int CHANGING = 100;
  private static final Duration PAUSE = Duration.ofMillis(4);

  /** Writes in a trouble, of which those under way at its beginning may still be stored. */
  private static final int OFFERED = 400;

  private static final int UNDER_WAY = 200;

  /** Documents whose metadata the index cannot take; every second one is mended later. */
  private static final int CONFLICTS = 40;

  /** A date by the number of its milliseconds, which the node cannot parse. */
  private static final Map<String, String> REFUSED = Map.of("day", Long.toString(Long.MIN_VALUE));

  private static final Map<String, String> MENDED = Map.of("day", "2026-05-01", "tag", "mended");

  /** Writes before, in and after one trouble. */
  private static final int MOST = 5_000;

  private final long seed = Long.getLong("freshet.seed", System.nanoTime());

  /** A state of the node that begins and ends. */
  private interface Trouble {
    void set() throws Exception;
  }

  @Test
  void holdsTheJobBackAndLosesNothing(Servers servers, @TempDir Path directory) throws Exception {
    System.out.printf("-Dfreshet.seed=%d%n", seed);
    String node = servers.openSearch().url();
    AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
    try (FaultyProxy proxy = new FaultyProxy(node, (number, path, body) -> fault.get());
        IndexingStack stack =
            new IndexingStack(servers, proxy.url(), directory, "metadata: {day: date}")) {
      RandomWrites writes = new RandomWrites(stack, STEADY, CHANGING, seed);
      writes.writeSteady();
      stack.promote(stack.versions.publish(0));
      stack.start();
      ServingGeneration serving = stack.awaitServing(0);

      Run run = new Run(stack, writes, serving);
      for (String trouble : TROUBLES) {
        switch (trouble) {
          case "429" ->
              run.through(trouble, () -> fault.set(Fault.OVERLOAD), () -> fault.set(Fault.NONE));
          case "503" ->
              run.through(trouble, () -> fault.set(Fault.UNAVAILABLE), () -> fault.set(Fault.NONE));
          case "flooded" ->
              run.through(
                  trouble, () -> block(node, serving, "true"), () -> block(node, serving, "null"));
          case "away" ->
              run.through(trouble, servers.openSearch()::kill, servers.openSearch()::restart);
          case "conflicts" -> {
            assertThat(stack.deadLetters()).isEmpty();
            run.throughConflicts();
          }
          default -> throw new IllegalArgumentException(trouble);
        }
      }
      writes.assertEqualTo(serving);
      assertThat(stack.restarts()).isZero();
      assertThat(stack.deadLetters()).hasSize(TROUBLES.contains("conflicts") ? CONFLICTS : 0);
    }
  }

  /** As the node does itself for an index on a disk above its flood stage. */
  private static void block(String node, ServingGeneration generation, String value)
      throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(node + "/" + generation.index() + "/_settings"))
                    .header("Content-Type", "application/json")
                    .PUT(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"index.blocks.read_only_allow_delete\": " + value + "}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private record Run(IndexingStack stack, RandomWrites writes, ServingGeneration serving) {

    /** Documents change before a trouble, in it, and after it. */
    void through(String name, Trouble begin, Trouble end) throws Exception {
      AtomicBoolean ended = new AtomicBoolean();
      writes.allow(writes.written() + MOST);
      CompletableFuture<Void> writer = writes.writeUntil(ended, PAUSE);
      awaitWrites(100);
      long stored = stored();
      begin.set();
      long over = System.nanoTime() + UNWILLING.toNanos();
      awaitWrites(OFFERED);
      Eventually.within(
          UNWILLING.plusMinutes(1),
          name + " is over",
          () -> {
            stack.assertRuns();
            return System.nanoTime() - over > 0;
          });
      assertThat(stored() - stored).as("stored in spite of %s", name).isLessThan(UNDER_WAY);
      end.set();
      writes.allow(writes.written() + 100);
      awaitWrites(100);
      ended.set(true);
      writer.join();
      Eventually.holds(
          "caught up after " + name,
          () -> {
            stack.assertRuns();
            return writes.reached(serving);
          });
      System.out.printf("%s for %s: caught up, %d restarts%n", name, UNWILLING, stack.restarts());
    }

    /** Among other writes come documents that contradict the mapping of the index. */
    void throughConflicts() throws Exception {
      AtomicBoolean ended = new AtomicBoolean();
      writes.allow(writes.written() + MOST);
      CompletableFuture<Void> writer = writes.writeUntil(ended, PAUSE);
      for (int i = 0; i < CONFLICTS; i++) {
        stack.produce(conflict(i, 1, REFUSED), true);
      }
      stack.flush();
      Eventually.holds(
          "refused documents are dead letters",
          () -> {
            stack.assertRuns();
            return stack.deadLetters().size() >= CONFLICTS;
          });
      for (int i = 0; i < CONFLICTS; i += 2) {
        stack.produce(conflict(i, 2, MENDED), true);
      }
      stack.flush();
      MetadataFilter mended = new MetadataFilter.Equal("tag", "mended");
      Eventually.holds(
          "mended ones are found",
          () -> {
            stack.assertRuns();
            stack.store.refresh(serving.index());
            return stack.found(serving, mended, CONFLICTS) == CONFLICTS / 2;
          });
      assertThat(stack.deadLetters()).extracting(DeadLetter::reason).containsOnly("mapping");
      assertThat(stack.deadLetters())
          .extracting(letter -> new String(letter.key(), StandardCharsets.UTF_8))
          .doesNotHaveDuplicates();
      for (int i = 0; i < CONFLICTS; i++) {
        stack.produce(new DocumentChange.Delete("conflict-" + i, 3), true);
      }
      ended.set(true);
      writer.join();
      stack.flush();
      Eventually.holds(
          "caught up after conflicts",
          () -> {
            stack.assertRuns();
            stack.store.refresh(serving.index());
            return writes.reached(serving) && stack.found(serving, mended, CONFLICTS) == 0;
          });
      System.out.printf("conflicts: %d dead letters, %d restarts%n", CONFLICTS, stack.restarts());
    }

    private static DocumentChange.Upsert conflict(
        int number, long version, Map<String, String> metadata) {
      return new DocumentChange.Upsert(
          "conflict-" + number, version, "title", "in conflict", metadata);
    }

    private long stored() {
      return stack.counted("live-index", SinkMetrics.STORED);
    }

    private void awaitWrites(int more) throws Exception {
      long until = writes.written() + more;
      Eventually.holds(more + " more writes", () -> writes.written() >= until);
    }
  }
}
