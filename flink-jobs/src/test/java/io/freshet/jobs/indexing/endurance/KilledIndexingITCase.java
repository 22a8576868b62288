/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.endurance;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.embedded.testing.Servers;
import io.freshet.embedded.testing.ServersExtension;
import io.freshet.jobs.indexing.Eventually;
import io.freshet.jobs.indexing.IndexingStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job, the broker and the node are killed at random moments, while documents change and
 * generations are built: the index ends equal to the model of the input. {@code -Dfreshet.kills}
 * sets how often, {@code -Dfreshet.seed} repeats a run's choices.
 */
@ExtendWith(ServersExtension.class)
class KilledIndexingITCase {
  private static final int KILLS = Integer.getInteger("freshet.kills", 2);
  private static final int STEADY = 50;
  private static final int CHANGING = 200;

  /** Writes between two kills. */
  private static final int WRITES = 200;

  private static final Duration PAUSE = Duration.ofMillis(10);

  private final long seed = Long.getLong("freshet.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** What is killed. */
  private enum Victim {
    JOB,
    BROKER,
    NODE
  }

  @Test
  void theIndexEndsEqualToTheInput(Servers servers, @TempDir Path directory) throws Exception {
    System.out.printf("-Dfreshet.seed=%d%n", seed);
    try (IndexingStack stack =
        new IndexingStack(servers, directory, "backfill-documents-per-second: 300")) {
      RandomWrites writes = new RandomWrites(stack, STEADY, CHANGING, seed);
      writes.writeSteady();
      stack.promote(stack.versions.publish(0));
      stack.startProcess();
      stack.awaitServing(0);

      AtomicBoolean ended = new AtomicBoolean();
      CompletableFuture<Void> writer = writes.writeUntil(ended, PAUSE);
      long promoted = 0;
      for (int round = 0; round < KILLS; round++) {
        if (stack.serving().orElseThrow().versionStep() == promoted) {
          stack.promote(stack.versions.publish(++promoted));
        }
        writes.allow(writes.written() + WRITES);
        long moment = writes.written() + random.nextInt(WRITES);
        Eventually.holds(
            "the moment of kill " + round,
            () -> {
              stack.assertRuns();
              return writes.written() >= moment;
            });
        kill(victims(round), servers, stack);
        awaitCheckpoint(stack);
      }
      ended.set(true);
      writer.join();
      stack.promote(stack.versions.publish(++promoted));
      ServingGeneration last = stack.awaitServing(promoted);
      Eventually.holds(
          "everything is in " + last.index(),
          () -> {
            stack.assertRuns();
            return writes.reached(last);
          });
      writes.assertEqualTo(last);
      System.out.printf(
          "%d kills under %,d writes and %d versions: %s is equal to the input%n",
          KILLS, writes.written(), promoted + 1, last.index());
    }
  }

  /** Each at first, in two rounds, then any. */
  private Set<Victim> victims(int round) {
    if (round == 0) {
      return EnumSet.of(Victim.JOB);
    }
    if (round == 1) {
      return EnumSet.of(Victim.BROKER, Victim.NODE);
    }
    Victim[] all = Victim.values();
    Set<Victim> victims = EnumSet.of(all[random.nextInt(all.length)]);
    while (random.nextInt(3) == 0) {
      victims.add(all[random.nextInt(all.length)]);
    }
    return victims;
  }

  private void kill(Set<Victim> victims, Servers servers, IndexingStack stack) throws Exception {
    System.out.printf("kills %s%n", victims);
    List<Victim> order = new ArrayList<>(victims);
    Collections.shuffle(order, random);
    for (Victim victim : order) {
      switch (victim) {
        case JOB -> stack.killProcess();
        case BROKER -> servers.kafka().kill();
        case NODE -> servers.openSearch().kill();
      }
    }
    Collections.shuffle(order, random);
    for (Victim victim : order) {
      switch (victim) {
        case JOB -> stack.startProcess();
        case BROKER -> servers.kafka().restart();
        case NODE -> servers.openSearch().restart();
      }
    }
  }

  private static void awaitCheckpoint(IndexingStack stack) throws Exception {
    int before = stack.checkpoints().newestNumber();
    Eventually.holds(
        "a checkpoint after the kill",
        () -> {
          stack.assertRuns();
          return stack.checkpoints().newestNumber() > before;
        });
  }
}
