/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.jobs.indexing.controller.ControllerState;
import io.freshet.jobs.indexing.controller.RollOverPolicy;
import io.freshet.jobs.testing.ManualClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A controller with its readers in a world, with checkpoints, kills and recoveries. One step is one
 * call, one answer, one checkpoint or one heartbeat, in a fixed order.
 */
final class Controllers {
  static final double ABANDON_BELOW = 0.5;
  private static final RollOverPolicy POLICY = new RollOverPolicy("docs", 2_000, 2, ABANDON_BELOW);
  private static final int READERS = 2;
  private static final int STEPS_OF_CHECKPOINT = 7;

  final FakeWorld world;
  final ManualClock clock;
  ManualContext context;
  GenerationEnumerator enumerator;

  /** Whether readers hold their splits and get nowhere. */
  boolean stalled;

  private ControllerState completed = ControllerState.initial();
  private Map<String, GenerationSplit> completedSplits = Map.of();
  private long checkpoint;

  /** Reports that come once more, when the controller may be further on. */
  private final List<BackfillEvent.Done> repeated = new ArrayList<>();

  private int steps;

  Controllers(FakeWorld world, ManualClock clock) {
    this.world = world;
    this.clock = clock;
    this.context = new ManualContext(READERS);
    this.enumerator = enumerator();
  }

  private GenerationEnumerator enumerator() {
    GenerationEnumerator started =
        new GenerationEnumerator(context, world.io(), clock, POLICY, 0, completed);
    started.start();
    for (int i = 0; i < READERS; i++) {
      started.addReader(i);
    }
    return started;
  }

  /** The process dies; the next one goes on from the last completed checkpoint. */
  void kill() {
    enumerator.close();
    context = new ManualContext(READERS);
    context.assigned().putAll(completedSplits);
    enumerator = enumerator();
  }

  /** The next thing happens. */
  void step() {
    steps++;
    if (steps % STEPS_OF_CHECKPOINT == 0) {
      checkpoint();
    } else if (context.busy()) {
      context.proceed();
    } else {
      clock.advance(250);
      context.beat();
    }
  }

  void steps(int count) {
    for (int i = 0; i < count; i++) {
      step();
    }
  }

  /** A checkpoint is taken and completed; what readers have read is covered by it. */
  void checkpoint() {
    checkpoint++;
    ControllerState state = enumerator.snapshotState(checkpoint);
    Map<String, GenerationSplit> splits = new LinkedHashMap<>(context.assigned());
    world.barrier();
    for (GenerationSplit split : splits.values()) {
      if (context.reads(split.generation()) && !world.indices.containsKey(split.target().index())) {
        throw new AssertionError(split + " is written to an index that was deleted");
      }
    }
    completed = state;
    completedSplits = splits;
    enumerator.notifyCheckpointComplete(checkpoint);
    List<GenerationSplit> covered =
        splits.values().stream()
            .filter(split -> !stalled && context.reads(split.generation()))
            .toList();
    clock.advance(10);
    covered.forEach(
        split ->
            enumerator.handleSourceEvent(
                0,
                new BackfillEvent.Done(
                    split.generation(), Map.of(split.partition(), split.stop()))));
    repeated.stream()
        .filter(done -> context.reads(done.generation()))
        .forEach(done -> enumerator.handleSourceEvent(0, done));
    repeated.clear();
    covered.forEach(
        split -> {
          world.written(split);
          repeated.add(
              new BackfillEvent.Done(split.generation(), Map.of(split.partition(), split.stop())));
        });
  }
}
