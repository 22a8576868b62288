/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** A coordinator in which everything happens when the test says so. */
final class ManualContext implements SplitEnumeratorContext<GenerationSplit> {
  private final int parallelism;
  private final Map<Integer, ReaderInfo> readers = new HashMap<>();
  private final Deque<Runnable> calls = new ArrayDeque<>();
  private final Deque<Runnable> answers = new ArrayDeque<>();
  private final List<Runnable> heartbeats = new ArrayList<>();
  private final Map<String, GenerationSplit> assigned = new LinkedHashMap<>();
  private Optional<BackfillEvent.Reading> told = Optional.empty();

  ManualContext(int parallelism) {
    this.parallelism = parallelism;
    for (int i = 0; i < parallelism; i++) {
      readers.put(i, new ReaderInfo(i, "here"));
    }
  }

  /** Asks again for what is asked for regularly. */
  void beat() {
    heartbeats.forEach(Runnable::run);
  }

  /** Whether a call or an answer waits. */
  boolean busy() {
    return !calls.isEmpty() || !answers.isEmpty();
  }

  /** Performs the next call, or hands over the answer of one; the two are apart. */
  void proceed() {
    if (!answers.isEmpty()) {
      answers.removeFirst().run();
    } else if (!calls.isEmpty()) {
      calls.removeFirst().run();
    }
  }

  /** Performs all calls and what comes of them. */
  void settle() {
    while (busy()) {
      proceed();
    }
  }

  /** What readers were told last. */
  Optional<BackfillEvent.Reading> told() {
    return told;
  }

  /** Whether readers may read a generation, as far as they were told. */
  boolean reads(int generation) {
    return told.filter(reading -> reading.generation() == generation && reading.perSecond() > 0)
        .isPresent();
  }

  /** What readers hold, by id. */
  Map<String, GenerationSplit> assigned() {
    return assigned;
  }

  @Override
  public SplitEnumeratorMetricGroup metricGroup() {
    return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
  }

  @Override
  public void sendEventToSourceReader(int subtask, SourceEvent event) {
    if (event instanceof BackfillEvent.DoneKnown known) {
      known
          .stops()
          .forEach(
              (partition, stop) ->
                  assigned.remove(GenerationSplit.id(known.generation(), partition, stop)));
    } else if (event instanceof BackfillEvent.Reading reading) {
      told = Optional.of(reading);
      assigned.values().removeIf(split -> split.generation() != reading.generation());
    }
  }

  @Override
  public int currentParallelism() {
    return parallelism;
  }

  @Override
  public Map<Integer, ReaderInfo> registeredReaders() {
    return readers;
  }

  @Override
  public void assignSplits(SplitsAssignment<GenerationSplit> assignment) {
    assignment
        .assignment()
        .values()
        .forEach(splits -> splits.forEach(split -> assigned.put(split.splitId(), split)));
  }

  @Override
  public void signalNoMoreSplits(int subtask) {
    throw new AssertionError("there may always be more");
  }

  @Override
  public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
    calls.addLast(() -> perform(callable, handler));
  }

  @Override
  public <T> void callAsync(
      Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
    Runnable call = () -> calls.addLast(() -> perform(callable, handler));
    heartbeats.add(call);
    call.run();
  }

  @SuppressWarnings({"NullAway", "PMD.AvoidCatchingThrowable"}) // a handler takes null for nothing
  private <T> void perform(Callable<T> callable, BiConsumer<T, Throwable> handler) {
    try {
      T result = callable.call();
      answers.addLast(() -> handler.accept(result, null));
    } catch (Exception e) {
      answers.addLast(() -> handler.accept(null, e));
    }
  }

  @Override
  public void runInCoordinatorThread(Runnable runnable) {
    answers.addLast(runnable);
  }
}
