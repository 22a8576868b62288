/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;

/**
 * Reads the splits that the enumerator assigns, as long as it says that their generation is being
 * built: of one that was given up nothing is emitted from then on, so that the checkpoint after it
 * proves that nothing more is written. A split that was read to its end is reported only when a
 * checkpoint taken after that is complete: then all of its documents are in the index or in dead
 * letters, and no failure can undo it. Until the enumerator has said that it knows, the split stays
 * in this reader's state. Used by the task's thread.
 */
@SuppressWarnings("try") // close of the base class throws any exception
final class GenerationReader
    extends SingleThreadMultiplexSourceReaderBase<
        PositionedChange, BackfillDocument, GenerationSplit, SplitProgress> {

  private final Map<String, GenerationSplit> finished = new LinkedHashMap<>();
  private final NavigableMap<Long, Set<String>> covered = new TreeMap<>();
  private final ReadingOrders orders;
  private boolean started;

  GenerationReader(
      Supplier<SplitReader<PositionedChange, GenerationSplit>> splitReaders,
      ReadingOrders orders,
      Configuration configuration,
      SourceReaderContext context) {
    super(
        splitReaders,
        (change, output, progress) -> {
          if (!orders.dropped(progress.split().generation())) {
            output.collect(new BackfillDocument(progress.split().target(), change.change()));
            progress.advanceTo(change.next());
          }
        },
        configuration,
        context);
    this.orders = orders;
  }

  @Override
  public void start() {
    super.start();
    started = true;
    report(finished.values());
  }

  /** Finished splits come from a completed checkpoint, which covers them; the others are read. */
  @Override
  public void addSplits(List<GenerationSplit> splits) {
    List<GenerationSplit> unfinished = new ArrayList<>();
    List<GenerationSplit> ended = new ArrayList<>();
    for (GenerationSplit split : splits) {
      (split.finished() ? ended : unfinished).add(split);
    }
    ended.forEach(split -> finished.put(split.splitId(), split));
    if (started) {
      report(ended);
    }
    if (!unfinished.isEmpty()) {
      super.addSplits(unfinished);
    }
  }

  @Override
  protected void onSplitFinished(Map<String, SplitProgress> splits) {
    Map<String, GenerationSplit> ended = new HashMap<>();
    splits.forEach(
        (id, progress) -> {
          if (!orders.dropped(progress.split().generation())) {
            ended.put(id, progress.end());
          }
        });
    finished.putAll(ended);
    // What comes next need not wait for a checkpoint.
    tellPositions(ended.values());
  }

  private void tellPositions(Collection<GenerationSplit> splits) {
    tell(splits, GenerationSplit::position, BackfillEvent.Advanced::new);
  }

  @Override
  public List<GenerationSplit> snapshotState(long checkpoint) {
    List<GenerationSplit> splits = new ArrayList<>(super.snapshotState(checkpoint));
    splits.removeIf(split -> orders.dropped(split.generation()));
    splits.addAll(finished.values());
    covered.put(checkpoint, new HashSet<>(finished.keySet()));
    tellPositions(splits);
    return splits;
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    NavigableMap<Long, Set<String>> done = covered.headMap(checkpoint, true);
    Set<String> ids = new HashSet<>();
    done.values().forEach(ids::addAll);
    done.clear();
    ids.retainAll(finished.keySet());
    report(ids.stream().map(finished::get).toList());
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    if (event instanceof BackfillEvent.DoneKnown known) {
      known
          .stops()
          .forEach(
              (partition, stop) ->
                  finished.remove(GenerationSplit.id(known.generation(), partition, stop)));
    } else if (event instanceof BackfillEvent.Reading reading) {
      orders.tell(reading);
      finished.values().removeIf(split -> orders.dropped(split.generation()));
    }
  }

  private void report(Collection<GenerationSplit> splits) {
    tell(splits, GenerationSplit::stop, BackfillEvent.Done::new);
  }

  /** One event a generation, not one a split: there may be thousands of partitions. */
  private void tell(
      Collection<GenerationSplit> splits,
      Function<GenerationSplit, Long> offset,
      BiFunction<Integer, Map<Integer, Long>, SourceEvent> event) {
    splits.stream()
        .collect(
            Collectors.groupingBy(
                GenerationSplit::generation, Collectors.toMap(GenerationSplit::partition, offset)))
        .forEach(
            (generation, offsets) ->
                context.sendSourceEventToCoordinator(event.apply(generation, offsets)));
  }

  @Override
  protected SplitProgress initializedState(GenerationSplit split) {
    return new SplitProgress(split);
  }

  @Override
  protected GenerationSplit toSplitType(String id, SplitProgress progress) {
    return progress.current();
  }
}
