/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.indexing.Eventually;
import io.freshet.jobs.indexing.IndexingStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generation after generation under continuous writes, deletes and searches. {@code
 * -Dfreshet.roll-overs} sets how many, {@code -Dfreshet.seed} repeats a run's writes.
 */
@ExtendWith(ServersExtension.class)
class RollOversITCase {
  private static final int ROLL_OVERS = Integer.getInteger("freshet.roll-overs", 2);
  private static final int STEADY = 100;
  private static final int CHANGING = 200;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final long seed = Long.getLong("freshet.seed", System.nanoTime());

  @Test
  void nobodyNotices(Servers servers, @TempDir Path directory) throws Exception {
    System.out.printf("-Dfreshet.seed=%d%n", seed);
    try (IndexingStack stack =
        new IndexingStack(servers, directory, "backfill-documents-per-second: 1000")) {
      RandomWrites writes = new RandomWrites(stack, STEADY, CHANGING, seed);
      writes.writeSteady();
      stack.promote(stack.versions.publish(0));
      stack.start();
      List<ServingGeneration> served = new ArrayList<>(List.of(stack.awaitServing(0)));

      AtomicBoolean ended = new AtomicBoolean();
      SteadySearches searches = new SteadySearches(stack, STEADY);
      CompletableFuture<Void> writer = writes.writeUntil(ended, PAUSE);
      CompletableFuture<Void> searcher = searches.searchUntil(ended);
      for (int step = 1; step <= ROLL_OVERS; step++) {
        Map<Integer, Long> before = writes.newest();
        stack.promote(stack.versions.publish(step));
        ServingGeneration next = stack.awaitServing(step);
        writes.assertNotOlder(next, before);
        int atSwap = searches.count();
        Eventually.holds(
            "searches go on in " + next.index(),
            () -> searcher.isDone() || searches.count() > atSwap + 20);
        served.add(next);
      }
      ended.set(true);
      writer.join();
      searcher.join();

      assertThat(searches.answered())
          .containsExactlyElementsOf(served.stream().map(ServingGeneration::index).toList());
      // The last one, and the one before it for the roll-back.
      List<ServingGeneration> kept = served.subList(served.size() - 2, served.size());
      assertThat(stack.writeSet.load())
          .extracting(WriteTarget::index)
          .containsAll(kept.stream().map(ServingGeneration::index).toList());
      for (ServingGeneration generation : kept) {
        Eventually.holds(
            "everything is in " + generation.index(),
            () -> {
              stack.assertRuns();
              return writes.reached(generation);
            });
        writes.assertEqualTo(generation);
      }
      assertThat(stack.restarts()).isZero();
      assertThat(stack.deadLetters()).isEmpty();
      System.out.printf(
          "%d roll-overs under %,d writes and %,d searches: no answer of another version, no"
              + " document missing, stale or risen again%n",
          ROLL_OVERS, writes.written(), searches.count());
    }
  }
}
