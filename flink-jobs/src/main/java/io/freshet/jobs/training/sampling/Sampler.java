/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.config.SamplingConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.Coordinates;
import io.freshet.connectors.records.StepManifest;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.jobs.training.sampling.Replay.Member;
import io.freshet.jobs.training.sampling.SubBatchFiller.Filled;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingStep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Deals whole steps from the buffers of all tasks. What it deals is a function of the arrivals and
 * the seed alone. Every arrival earns credit for a row of its own and {@code replay-ratio} replayed
 * ones, and a step is dealt as soon as the credit pays for the largest. Its places go to the tasks
 * with a sub-batch full of fresh examples, or one that has waited for long, the longest first, and
 * the others to replayed examples. Not thread-safe.
 */
public final class Sampler {

  /** Largest steps that unused credit suffices for at most: what no task could use is lost. */
  private static final int SAVED_STEPS = 8;

  private final SamplingConfig config;
  private final ExampleStore store;
  private final Draws draws;
  private final Replay replay;

  /** Read by those of reporters too. */
  private final NavigableMap<String, Member> members = new ConcurrentSkipListMap<>();

  private final Map<String, TaskCounters> idle = new HashMap<>();
  private long steps;
  private long arrivals;
  private double credit;
  private long newest;
  private long drainedAt;
  private boolean draining;
  private List<StepManifest.Part> parts = List.of();

  /**
   * Goes on from a state, whose examples the store holds. Buffers of other tasks are left as they
   * are.
   */
  public Sampler(
      SamplingConfig config, Map<String, TaskConfig> tasks, ExampleStore store, SamplerState from) {
    this.config = config;
    this.store = store;
    draws = new Draws(config.seed(), from.draws());
    replay = new Replay(config);
    steps = from.steps();
    arrivals = from.arrivals();
    credit = from.credit();
    newest = from.newest();
    drainedAt = from.drainedAt();
    idle.putAll(from.tasks());
    tasks.forEach(this::use);
  }

  private void use(String name, TaskConfig task) {
    Member known = members.get(name);
    if (known == null) {
      TaskCounters counters = idle.remove(name);
      members.put(
          name, new Member(buffer(name, counters == null ? TaskCounters.NONE : counters), task));
    } else {
      members.put(name, new Member(known.buffer(), task));
    }
  }

  private TaskBuffer buffer(String task, TaskCounters from) {
    return new TaskBuffer(
        task, store, config.freshCapacity(), config.reservoirCapacity(), draws, from);
  }

  /** What to go on from later, together with what the store holds now. */
  public SamplerState state() {
    Map<String, TaskCounters> counters = new HashMap<>(idle);
    members.forEach((task, member) -> counters.put(task, member.buffer().counters()));
    return new SamplerState(steps, draws.counter(), arrivals, credit, newest, drainedAt, counters);
  }

  /**
   * Takes an example into its task's buffer.
   *
   * @param at where its record stands
   * @throws IllegalArgumentException where its task is unknown
   */
  public void add(TrainingExample example, Coordinates at) {
    Member member = member(example.task());
    arrivals++;
    newest = Math.max(newest, example.timestamp());
    credit = Math.min(credit + 1 + config.replayRatio(), SAVED_STEPS * largestStep());
    member
        .buffer()
        .arrive(
            new StoredExample(example, 0, arrivals, at),
            member.config().maximumShare() * (1 + config.replayRatio()));
  }

  /**
   * Changes the tasks from the next step on. Of a task that is no more nothing is kept; examples
   * that a task's new losses cannot learn from are passed over.
   */
  public void use(Map<String, TaskConfig> tasks) {
    members
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !tasks.containsKey(entry.getKey());
              if (gone) {
                entry.getValue().buffer().clear();
              }
              return gone;
            });
    tasks.forEach(this::use);
  }

  /**
   * How many steps one arrival may bring at most: enough to use up any credit in time, and few
   * enough that the credit of a long wait does not hold the stream up all at once.
   */
  public int stepsPerArrival() {
    return 2 + (int) Math.ceil(config.replayRatio());
  }

  /** The next step, where credit and buffers allow one. */
  public Optional<TrainingStep> deal() {
    boolean late = members.values().stream().anyMatch(this::late);
    if (late
        || (credit >= largestStep() && (replays() || fullSubBatches() >= config.tasksPerStep()))) {
      return step();
    }
    return Optional.empty();
  }

  /**
   * The next step after the last arrival: the fresh examples that are left, in the company that
   * they would have had, and replayed ones as far as the credit goes. Empty at the end.
   */
  public Optional<TrainingStep> drain() {
    if (drainedAt == arrivals) {
      return Optional.empty();
    }
    if (!draining) {
      members.values().forEach(member -> member.buffer().unblock());
      draining = true;
    }
    Optional<TrainingStep> step = step();
    if (step.isEmpty()) {
      drainedAt = arrivals;
      draining = false;
    }
    return step;
  }

  /** What the step that was dealt last was made from. */
  public List<StepManifest.Part> parts() {
    return parts;
  }

  /** The counters of one task; may be read from any thread, then perhaps a moment old. */
  public TaskCounters counters(String task) {
    Member member = members.get(task);
    return member == null ? TaskCounters.NONE : member.buffer().counters();
  }

  /**
   * For how many arrivals of all tasks a task's oldest fresh example has waited; may be read from
   * any thread, then perhaps a moment old.
   */
  public long waited(String task) {
    Member member = members.get(task);
    return member == null ? 0 : member.buffer().waited();
  }

  /** How every configured task fares, in the order of names. */
  public List<TaskShare> shares() {
    List<Member> arrived =
        members.values().stream().filter(member -> member.buffer().arrived() > 0).toList();
    double[] expected = replay.expected(arrived, arrivals);
    List<TaskShare> shares = new ArrayList<>();
    for (Member member : members.values()) {
      TaskCounters counters = member.buffer().counters();
      int place = arrived.indexOf(member);
      shares.add(
          new TaskShare(
              member.config().name(),
              counters.arrived(),
              counters.dealt(),
              counters.replayed(),
              member.buffer().buffered(),
              place < 0 ? 0 : expected[place]));
    }
    return shares;
  }

  private Optional<TrainingStep> step() {
    SubBatchFiller filler = new SubBatchFiller(config, draws, arrivals, newest);
    List<Member> open = new ArrayList<>(members.values());
    List<TaskBuffer> inStep = new ArrayList<>();
    List<SubBatch> dealt = new ArrayList<>();
    List<StepManifest.Part> made = new ArrayList<>();
    Optional<Member> next = next(open, inStep);
    while (next.isPresent()) {
      Member member = next.get();
      Optional<Filled> filled =
          filler.fill(member.config(), member.buffer(), member.config().batchSize());
      if (filled.isPresent()) {
        inStep.add(member.buffer());
        dealt.add(filled.get().batch());
        made.add(filled.get().part());
        credit -= filled.get().batch().rows().size();
        replay.enter(filled.get(), member.buffer(), able(members.values()), arrivals);
      } else {
        // Its place goes to another task.
        member.buffer().block(1 + member.config().batchSize() / 4);
        open.remove(member);
      }
      next = dealt.size() < config.tasksPerStep() ? next(open, inStep) : Optional.empty();
    }
    filler.finish();
    parts = List.copyOf(made);
    return dealt.isEmpty() ? Optional.empty() : Optional.of(new TrainingStep(steps++, dealt));
  }

  /** The task of the step's next sub-batch. */
  private Optional<Member> next(List<Member> open, List<TaskBuffer> inStep) {
    Optional<Member> fresh =
        open.stream()
            .filter(member -> full(member) || late(member))
            .max(
                Comparator.<Member>comparingInt(
                        member -> -Collections.frequency(inStep, member.buffer()))
                    .thenComparing(member -> member.buffer().waited(arrivals)));
    return fresh.isPresent() || credit < largestSubBatch()
        ? fresh
        : replay.next(able(open), inStep, arrivals);
  }

  private boolean full(Member member) {
    TaskBuffer buffer = member.buffer();
    return buffer.arrived() >= config.minimumBuffered()
        && buffer.fresh() >= Math.min(member.config().batchSize(), config.freshCapacity())
        && !buffer.blocked();
  }

  private boolean late(Member member) {
    TaskBuffer buffer = member.buffer();
    return buffer.fresh() > 0
        && buffer.buffered() >= SubBatchFiller.MINIMUM_ROWS
        && !buffer.blocked()
        && (draining || buffer.waited(arrivals) >= config.maximumWait());
  }

  private boolean replays() {
    return !able(members.values()).isEmpty();
  }

  private long fullSubBatches() {
    return members.values().stream()
        .filter(this::full)
        .mapToLong(member -> Math.max(1, member.buffer().fresh() / member.config().batchSize()))
        .sum();
  }

  private List<Member> able(Collection<Member> of) {
    return of.stream().filter(replay::able).toList();
  }

  private double largestStep() {
    return (double) config.tasksPerStep() * largestSubBatch();
  }

  private int largestSubBatch() {
    int largest = 0;
    for (Member member : members.values()) {
      largest = Math.max(largest, member.config().batchSize());
    }
    return largest;
  }

  private Member member(String task) {
    Member member = members.get(task);
    if (member == null) {
      throw new IllegalArgumentException("no task is called " + task);
    }
    return member;
  }
}
