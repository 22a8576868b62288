/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import io.freshet.connectors.opensearch.generations.FencedException;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.GenerationRecord;
import io.freshet.jobs.flink.JobMetrics;
import io.freshet.jobs.indexing.controller.Action;
import io.freshet.jobs.indexing.controller.ControllerState;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.controller.Outcome;
import io.freshet.jobs.indexing.controller.Portion;
import io.freshet.jobs.indexing.controller.RollOverPolicy;
import io.freshet.jobs.indexing.controller.VersionVerdict;
import io.freshet.jobs.indexing.world.ControllerIo;
import io.freshet.jobs.indexing.world.News;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the controller's state: performs the actions that are due, one at a time and never on the
 * coordinator's thread, takes in their outcomes, what readers report and which checkpoints
 * complete, and hands out splits. Used by the coordinator's thread.
 */
final class GenerationEnumerator implements SplitEnumerator<GenerationSplit, ControllerState> {
  private static final Logger LOG = LoggerFactory.getLogger(GenerationEnumerator.class);
  private static final long HEARTBEAT_MILLIS = 250;
  private static final long FIRST_RETRY_MILLIS = 500;
  private static final int RETRY_DOUBLINGS = 4;
  private static final long TOPIC_MILLIS = 60_000;
  private static final long PROGRESS_MILLIS = 500;

  private final SplitEnumeratorContext<GenerationSplit> context;
  private final ControllerIo io;
  private final Clock clock;
  private final RollOverPolicy policy;
  private final int configuredRate;
  private final Set<Action> notYet = new HashSet<>();
  private final Counter failedActions;

  private final Announcements announcements = new Announcements();
  private final Wishes wishes = new Wishes();
  private Optional<BackfillEvent.Reading> told = Optional.empty();
  private volatile ControllerState state;
  private boolean reconciled;
  private boolean busy;
  private volatile boolean closed;
  private int failures;
  private long retryAt;
  private long topicDue = Long.MIN_VALUE;
  private long progressDue = Long.MIN_VALUE;

  /**
   * An enumerator that goes on from a state.
   *
   * @param io closed in the end
   * @param configuredRate documents a second that a build reads at most; 0 for no limit
   */
  GenerationEnumerator(
      SplitEnumeratorContext<GenerationSplit> context,
      ControllerIo io,
      Clock clock,
      RollOverPolicy policy,
      int configuredRate,
      ControllerState restored) {
    this.context = context;
    this.io = io;
    this.clock = clock;
    this.policy = policy;
    this.configuredRate = configuredRate;
    this.state = restored.restored();
    this.failedActions = JobMetrics.FAILED_ACTIONS.counter(context.metricGroup());
    registerGauges(context.metricGroup());
  }

  private void registerGauges(MetricGroup group) {
    JobMetrics.SERVING_GENERATION.gauge(
        group, () -> state.serving().map(Generation::number).orElse(0));
    JobMetrics.SERVING_STEP.gauge(
        group, () -> state.serving().map(serving -> serving.version().step()).orElse(-1L));
    JobMetrics.BUILD_PROGRESS.gauge(
        group, () -> state.building().map(Generation::progress).orElse(1.0));
    JobMetrics.VERSIONS_WAITING.gauge(
        group,
        () -> (state.building().isPresent() ? 1 : 0) + (state.waiting().isPresent() ? 1 : 0));
  }

  @Override
  public void start() {
    announce(announcements.all(state));
    context.callAsync(io::news, this::heartbeat, 0, HEARTBEAT_MILLIS);
  }

  private void heartbeat(News news, @Nullable Throwable failure) {
    if (closed) {
      return;
    }
    if (failure != null) {
      LOG.warn("What the gate decided and what people want cannot be read; trying again", failure);
    } else {
      take(news);
    }
    notYet.clear();
    if (clock.millis() >= progressDue) {
      progressDue = clock.millis() + PROGRESS_MILLIS;
      announce(announcements.all(state));
    }
    if (reconciled) {
      change(state.tick(policy, clock.millis()));
    }
    proceed();
  }

  private void take(News news) {
    ControllerState next = state;
    for (VersionVerdict verdict : news.verdicts()) {
      next = verdict.applied(next, clock.millis());
    }
    wishes.take(news);
    change(next);
  }

  private void proceed() {
    if (busy) {
      return;
    }
    long now = clock.millis();
    change(wishes.appliedTo(state, now).withoutDoomed(now));
    if (now < retryAt) {
      return;
    }
    next()
        .ifPresent(
            action -> {
              busy = true;
              context.callAsync(
                  () -> io.perform(action), (outcome, failure) -> done(action, outcome, failure));
            });
  }

  private Optional<Action> next() {
    if (!reconciled) {
      return Optional.of(new Action.Reconcile());
    }
    // The topic first; where it is not there, all else goes on.
    List<Action> due = new ArrayList<>(Action.due(state));
    if (clock.millis() >= topicDue) {
      due.add(0, new Action.SeeTopic());
    }
    return due.stream().filter(action -> !notYet.contains(action)).findFirst();
  }

  private void done(Action action, Outcome outcome, @Nullable Throwable failure) {
    busy = false;
    if (closed) {
      return;
    }
    if (failure instanceof FencedException) {
      throw new IllegalStateException("another controller has taken over", failure);
    }
    if (failure != null) {
      retry(failures);
      failures++;
      LOG.warn("{} failed; trying again", action, failure);
      return;
    }
    failures = 0;
    if (outcome instanceof Outcome.NotYet) {
      notYet.add(action);
    } else if (outcome instanceof Outcome.Again again) {
      retry(state.generation(again.number()).map(Generation::attempts).orElse(0));
      LOG.warn("Generation {}: {}", again.number(), again.reason());
    } else if (outcome instanceof Outcome.TopicSeen) {
      topicDue = clock.millis() + TOPIC_MILLIS;
    }
    change(outcome.applied(state, clock.millis()));
    if (outcome instanceof Outcome.Reconciled) {
      reconciled = true;
      change(state.tick(policy, clock.millis()));
    }
    proceed();
  }

  private void retry(int attempts) {
    retryAt = clock.millis() + (FIRST_RETRY_MILLIS << Math.min(attempts, RETRY_DOUBLINGS));
    failedActions.inc();
  }

  private void change(ControllerState next) {
    state = next;
    announce(announcements.news(state));
    tellReaders();
    assign();
    state = state.forgotten();
    announcements.retain(state);
    wishes.retain(state);
  }

  /** Where people's wishes are not known yet, nothing is read: a build may be paused. */
  private void tellReaders() {
    if (!wishes.known()) {
      return;
    }
    BackfillEvent.Reading reading = reading();
    if (!told.equals(Optional.of(reading))) {
      told = Optional.of(reading);
      context
          .registeredReaders()
          .keySet()
          .forEach(subtask -> context.sendEventToSourceReader(subtask, reading));
    }
  }

  private BackfillEvent.Reading reading() {
    return state
        .building()
        .filter(g -> g.phase().reads())
        .map(g -> new BackfillEvent.Reading(g.number(), wishes.rate(g, configuredRate)))
        .orElseGet(() -> new BackfillEvent.Reading(BackfillEvent.Reading.NO_GENERATION, 0));
  }

  private void announce(List<GenerationRecord> records) {
    if (records.isEmpty()) {
      return;
    }
    for (GenerationRecord generation : records) {
      LOG.info(
          "Generation {} is {} ({} %){}",
          generation.index(),
          generation.state(),
          Math.round(100 * generation.progress()),
          generation.reason().isEmpty() ? "" : ": " + generation.reason());
    }
    context.callAsync(
        () -> {
          io.announce(records);
          return records.size();
        },
        (count, failure) -> {
          if (failure != null) {
            LOG.warn("Generations could not be announced", failure);
          }
        });
  }

  /** Hands out what nobody has, once all readers are there to share it. */
  private void assign() {
    Optional<Generation> reading = state.building().filter(g -> g.phase().reads());
    List<Integer> readers = context.registeredReaders().keySet().stream().sorted().toList();
    if (reading.isEmpty() || readers.size() < context.currentParallelism()) {
      return;
    }
    Generation generation = reading.get();
    WriteTarget target = generation.target();
    Map<Integer, List<GenerationSplit>> assignment = new HashMap<>();
    Set<Integer> partitions = new HashSet<>();
    for (Portion portion : generation.portions()) {
      if (!portion.done() && !portion.assigned()) {
        partitions.add(portion.partition());
        assignment
            .computeIfAbsent(
                readers.get(portion.partition() % readers.size()), reader -> new ArrayList<>())
            .add(
                new GenerationSplit(
                    generation.number(),
                    target,
                    portion.partition(),
                    portion.from(),
                    portion.stop()));
      }
    }
    if (!assignment.isEmpty()) {
      state = state.assigned(generation.number(), partitions, true);
      context.assignSplits(new SplitsAssignment<>(assignment));
    }
  }

  @Override
  public void addReader(int subtask) {
    told.ifPresent(reading -> context.sendEventToSourceReader(subtask, reading));
    assign();
  }

  @Override
  public void addSplitsBack(List<GenerationSplit> splits, int subtask) {
    for (GenerationSplit split : splits) {
      state = state.assigned(split.generation(), Set.of(split.partition()), false);
    }
    assign();
  }

  @Override
  public void handleSplitRequest(int subtask, @Nullable String host) {
    // Splits are handed out when they come into being; readers do not ask.
  }

  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    if (event instanceof BackfillEvent.Advanced advanced) {
      change(state.advanced(advanced.generation(), advanced.positions()));
      proceed();
    } else if (event instanceof BackfillEvent.Done done) {
      change(state.portionsDone(done.generation(), done.stops(), clock.millis()));
      context.sendEventToSourceReader(
          subtask, new BackfillEvent.DoneKnown(done.generation(), done.stops()));
      proceed();
    }
  }

  @Override
  public ControllerState snapshotState(long checkpoint) {
    state = state.snapshotTaken(checkpoint);
    return state;
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {
    change(state.checkpointCompleted(checkpoint, clock.millis()));
    proceed();
  }

  @Override
  public void close() {
    closed = true;
    io.close();
  }
}
