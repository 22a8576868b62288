/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.opensearch.generations.FencedException;
import io.freshet.connectors.opensearch.generations.Lease;
import io.freshet.connectors.records.DesiredGeneration;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.jobs.indexing.controller.Action;
import io.freshet.jobs.indexing.controller.BuildPace;
import io.freshet.jobs.indexing.controller.DocumentsTopic;
import io.freshet.jobs.indexing.controller.Found;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.controller.Outcome;
import io.freshet.jobs.indexing.controller.Phase;
import io.freshet.jobs.indexing.controller.Portion;
import io.freshet.jobs.indexing.controller.VersionVerdict;
import io.freshet.jobs.indexing.controller.World;
import io.freshet.jobs.indexing.world.ControllerIo;
import io.freshet.jobs.indexing.world.News;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * OpenSearch, Kafka and the live writers in memory. Outlives controllers, and fails the test where
 * one of them does what could lose a document or an answer.
 */
final class FakeWorld {
  static final int PARTITIONS = 2;

  final Map<String, Found> indices = new LinkedHashMap<>();
  final Set<String> writeSet = new LinkedHashSet<>();
  final List<VersionVerdict> verdicts = new ArrayList<>();
  final List<DesiredGeneration> wishes = new ArrayList<>();
  final List<GenerationRecord> announced = new ArrayList<>();
  final List<String> performed = new ArrayList<>();
  DocumentsTopic topic = new DocumentsTopic("documents", "first", PARTITIONS);
  Optional<String> alias = Optional.empty();

  /** Whether Kafka knows no such topic. */
  boolean topicMissing;

  /** What validation says instead of that all is well. */
  Optional<String> objection = Optional.empty();

  /** Whether validation finds too few documents. */
  boolean incomplete;

  /** Whether builds cost more than they bring. */
  boolean tooDear;

  /** So many of the next actions fail before they do anything. */
  int failures;

  /** By how much partition 0 grows after each look at its end, half of that the next time. */
  long growth;

  /** What a build is expected to take where no build before tells. */
  long expectedMillis;

  private static final long BEGINNING = 2;
  private long end = 10;

  /** End of partition 0 when live writers were proved to know of an index. */
  private final Map<String, Long> ends = new HashMap<>();

  /** Up to where every document of partition 0 is written, by index. */
  private final Map<String, Long> writtenTo = new HashMap<>();

  private Set<String> known = Set.of();
  private long epoch;

  /** What was announced last of an index. */
  Optional<GenerationRecord> last(String index) {
    return announced.stream()
        .filter(generation -> generation.index().equals(index))
        .reduce((earlier, later) -> later);
  }

  /** What one controller sees. */
  ControllerIo io() {
    return new Io();
  }

  /** A checkpoint's barrier has passed the live writers: they know the write set as it is now. */
  void barrier() {
    known = Set.copyOf(writeSet);
  }

  /** All of a split is in its index. */
  void written(GenerationSplit split) {
    String index = split.target().index();
    if (split.partition() == 0 && split.position() <= writtenTo.getOrDefault(index, BEGINNING)) {
      writtenTo.merge(index, split.stop(), Math::max);
    }
  }

  private final class Io implements ControllerIo, World {
    private long own;
    private int read;
    private int heard;

    @Override
    public News news() {
      List<VersionVerdict> news = List.copyOf(verdicts.subList(read, verdicts.size()));
      List<DesiredGeneration> wanted = List.copyOf(wishes.subList(heard, wishes.size()));
      read = verdicts.size();
      heard = wishes.size();
      return new News(news, wanted, true);
    }

    @Override
    public Outcome perform(Action action) throws Exception {
      if (failures > 0) {
        failures--;
        throw new IOException("not now");
      }
      Outcome outcome = action.perform(this);
      performed.add(action.getClass().getSimpleName());
      return outcome;
    }

    @Override
    public void announce(List<GenerationRecord> records) {
      announced.addAll(records);
    }

    private void checkLease() throws FencedException {
      if (own != epoch) {
        throw new FencedException(new Lease("one", own), new Lease("another", epoch));
      }
    }

    @Override
    public Outcome reconcile() {
      epoch++;
      own = epoch;
      return new Outcome.Reconciled(
          indices.values().stream()
              .map(
                  found ->
                      new Found(
                          found.number(),
                          found.index(),
                          found.vectorField(),
                          found.version(),
                          alias.filter(found.index()::equals).isPresent()))
              .toList(),
          alias.isPresent() ? Optional.of(topic) : Optional.empty());
    }

    @Override
    public Outcome seeTopic() {
      return topicMissing ? new Outcome.NotYet() : new Outcome.TopicSeen(topic);
    }

    @Override
    public Outcome weigh(Generation g, Optional<Generation> serving, Optional<BuildPace> pace) {
      long expected = pace.map(before -> before.expectedMillis(20)).orElse(expectedMillis);
      return tooDear && serving.isPresent()
          ? new Outcome.TooDear(g.number(), expected, "brings too little")
          : new Outcome.Affordable(g.number(), expected);
    }

    @Override
    public Outcome createIndex(Generation g) throws FencedException {
      checkLease();
      indices.put(g.index(), new Found(g.number(), g.index(), g.vectorField(), g.version(), false));
      return new Outcome.IndexCreated(g.number(), 4);
    }

    @Override
    public Outcome joinWriteSet(Generation g) throws FencedException {
      checkLease();
      require(indices.containsKey(g.index()), g, "is written to and has no index");
      writeSet.add(g.index());
      return new Outcome.JoinedWriteSet(g.number());
    }

    @Override
    public Outcome readOffsets(Generation g) {
      require(
          ahead(g) || known.contains(g.index()),
          g,
          "has stop offsets that live writers may not know of");
      if (!ahead(g)) {
        // From here on live writers write them too.
        ends.put(g.index(), end);
      }
      List<Portion> portions = List.of(Portion.of(0, BEGINNING, end), Portion.of(1, 5, 15));
      end += growth;
      growth /= 2;
      return new Outcome.OffsetsRead(g.number(), portions);
    }

    private static boolean ahead(Generation g) {
      return g.phase() == Phase.READ_AHEAD || g.phase() == Phase.READ_ON;
    }

    @Override
    public Outcome checkLive(Generation g) {
      return new Outcome.LiveCaughtUp(g.number());
    }

    @Override
    public Outcome validate(Generation g, Optional<Generation> serving) throws FencedException {
      checkLease();
      if (objection.isPresent()) {
        return new Outcome.Unfit(g.number(), objection.get());
      }
      return incomplete
          ? new Outcome.Again(g.number(), "documents are missing")
          : new Outcome.Validated(g.number(), 20);
    }

    @Override
    public Outcome swap(Generation g, Optional<Generation> serving) throws FencedException {
      checkLease();
      require(writeSet.contains(g.index()), g, "serves and is not written to");
      require(indices.containsKey(g.index()), g, "serves and has no index");
      require(
          alias.equals(Optional.of(g.index()))
              || writtenTo.getOrDefault(g.index(), BEGINNING) >= ends.getOrDefault(g.index(), end),
          g,
          "serves and lacks documents");
      boolean expected = alias.equals(serving.map(Generation::index));
      if (!expected && !alias.equals(Optional.of(g.index()))) {
        return new Outcome.Unfit(g.number(), "the alias points to " + alias);
      }
      alias = Optional.of(g.index());
      return new Outcome.Swapped(g.number());
    }

    @Override
    public Outcome leaveWriteSet(Generation g) throws FencedException {
      checkLease();
      require(!alias.equals(Optional.of(g.index())), g, "serves and is not to be written to");
      writeSet.remove(g.index());
      return new Outcome.LeftWriteSet(g.number());
    }

    @Override
    public Outcome deleteIndex(Generation g) throws FencedException {
      checkLease();
      require(!alias.equals(Optional.of(g.index())), g, "serves and is deleted");
      require(!known.contains(g.index()), g, "is deleted while writers write to it");
      indices.remove(g.index());
      return new Outcome.IndexDeleted(g.number());
    }

    private void require(boolean condition, Generation g, String otherwise) {
      if (!condition) {
        throw new AssertionError(g.index() + " " + otherwise + ", after " + performed);
      }
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
