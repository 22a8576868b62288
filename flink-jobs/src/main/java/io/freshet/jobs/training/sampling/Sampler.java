/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import io.freshet.config.SamplingConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.model.training.SubBatch;
import io.freshet.model.training.TrainingStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Deals whole steps from the buffers of all tasks. What it deals is a function of the arrivals and
 * the seed alone. Every arrival earns credit for {@code replay-ratio} rows, and a step is dealt as
 * soon as the credit pays for the largest step and some task can fill a sub-batch. Not thread-safe.
 */
public final class Sampler {

  /** Arrivals of all tasks after which an arrival counts half in the mixture. */
  public static final double HALF_LIFE = 1 << 20;

  private final SamplingConfig config;
  private final ExampleStore store;
  private final Draws draws;
  private final TreeMap<String, TaskConfig> tasks = new TreeMap<>();
  private final TreeMap<String, TaskBuffer> buffers = new TreeMap<>();
  private final Map<String, TaskCounters> idle = new HashMap<>();
  private final Map<String, Map<String, String>> controls = new HashMap<>();
  private long steps;
  private long arrivals;
  private double credit;
  private long drainedAt;
  private boolean draining;

  /**
   * Goes on from a state, whose examples the store holds. Buffers of tasks that are configured no
   * more are left as they are.
   */
  public Sampler(
      SamplingConfig config,
      Map<String, TaskConfig> configured,
      ExampleStore store,
      SamplerState from) {
    this.config = config;
    this.store = store;
    draws = new Draws(config.seed(), from.draws());
    steps = from.steps();
    arrivals = from.arrivals();
    credit = from.credit();
    drainedAt = from.drainedAt();
    controls.putAll(from.controls());
    idle.putAll(from.tasks());
    configured.forEach(
        (name, task) -> {
          tasks.put(name, TaskSettings.with(task, controls.getOrDefault(name, Map.of())));
          TaskCounters counters = idle.remove(name);
          buffers.put(name, buffer(name, counters == null ? TaskCounters.NONE : counters));
        });
  }

  private TaskBuffer buffer(String task, TaskCounters from) {
    return new TaskBuffer(
        task, store, config.freshCapacity(), config.reservoirCapacity(), draws, from);
  }

  /** What to go on from later, together with what the store holds now. */
  public SamplerState state() {
    Map<String, TaskCounters> counters = new HashMap<>(idle);
    buffers.forEach((task, buffer) -> counters.put(task, buffer.counters()));
    return new SamplerState(
        steps, draws.counter(), arrivals, credit, drainedAt, counters, controls);
  }

  /**
   * Takes an example into its task's buffer.
   *
   * @throws IllegalArgumentException where its task is not configured
   */
  public void add(TrainingExample example) {
    TaskBuffer buffer = buffers.get(example.task());
    if (buffer == null) {
      throw new IllegalArgumentException("no task is called " + example.task());
    }
    arrivals++;
    credit += config.replayRatio();
    buffer.arrive(new StoredExample(example, false), arrivals, HALF_LIFE);
  }

  /**
   * Changes the settings of a task from the next step on.
   *
   * @throws IllegalArgumentException where the task or a setting is unknown or a value out of
   *     bounds; nothing is changed then
   */
  public void apply(TaskControl control) {
    TaskConfig task = tasks.get(control.task());
    if (task == null) {
      throw new IllegalArgumentException("no task is called " + control.task());
    }
    tasks.put(control.task(), TaskSettings.with(task, control));
    Map<String, String> settings = new HashMap<>(controls.getOrDefault(control.task(), Map.of()));
    settings.putAll(control.settings());
    controls.put(control.task(), Map.copyOf(settings));
  }

  /**
   * How many steps one arrival may bring at most: enough to use up any credit in time, and few
   * enough that the credit of a long wait does not hold the stream up all at once.
   */
  public int stepsPerArrival() {
    return 1 + (int) Math.ceil(config.replayRatio());
  }

  /** The next step, where credit and buffers allow one. */
  public Optional<TrainingStep> deal() {
    return credit < largestStep() ? Optional.empty() : deal(config.minimumBuffered(), false);
  }

  /**
   * The next step after the last arrival: what the credit still pays for, then, where every example
   * is to be trained on at least once, the fresh examples that are left, in sub-batches as large as
   * they make. Empty at the end.
   */
  public Optional<TrainingStep> drain() {
    if (drainedAt == arrivals) {
      return Optional.empty();
    }
    if (!draining) {
      buffers.values().forEach(TaskBuffer::unblock);
      draining = true;
    }
    Optional<TrainingStep> step = credit >= largestStep() ? deal(0, false) : Optional.empty();
    if (step.isEmpty() && config.replayRatio() >= 1) {
      step = deal(0, true);
    }
    if (step.isEmpty()) {
      drainedAt = arrivals;
      draining = false;
    }
    return step;
  }

  /** The counters of one task; may be read from any thread, then perhaps a moment old. */
  public TaskCounters counters(String task) {
    TaskBuffer buffer = buffers.get(task);
    return buffer == null ? TaskCounters.NONE : buffer.counters();
  }

  /** How every configured task fares, in the order of names. */
  public List<TaskShare> shares() {
    List<TaskBuffer> members = members(buffer -> buffer.arrived() > 0);
    List<Mixture.Part> parts = parts(members);
    double[] expected =
        Mixture.expectedRows(
            Mixture.inclusions(
                Mixture.chances(config.strategy(), config.alpha(), parts), config.tasksPerStep()),
            parts);
    List<TaskShare> shares = new ArrayList<>();
    buffers.forEach(
        (task, buffer) -> {
          int member = members.indexOf(buffer);
          TaskCounters counters = buffer.counters();
          shares.add(
              new TaskShare(
                  task,
                  counters.arrived(),
                  counters.dealt(),
                  counters.replayed(),
                  buffer.buffered(),
                  member < 0 ? 0 : expected[member]));
        });
    return shares;
  }

  private double largestStep() {
    int largest = 0;
    for (TaskConfig task : tasks.values()) {
      largest = Math.max(largest, task.batchSize());
    }
    return (double) config.tasksPerStep() * largest;
  }

  private Optional<TrainingStep> deal(int minimumBuffered, boolean leftOver) {
    List<TaskBuffer> ready =
        members(buffer -> leftOver ? canEmpty(buffer) : isReady(buffer, minimumBuffered));
    SubBatchFiller filler = new SubBatchFiller(config.repeatCap(), draws);
    List<SubBatch> dealt = new ArrayList<>();
    while (dealt.size() < config.tasksPerStep() && !ready.isEmpty()) {
      boolean failed = false;
      double[] chances = Mixture.chances(config.strategy(), config.alpha(), parts(ready));
      List<TaskBuffer> drawn =
          Mixture.choose(chances, config.tasksPerStep() - dealt.size(), draws).stream()
              .map(ready::get)
              .toList();
      for (TaskBuffer buffer : drawn) {
        TaskConfig task = config(buffer);
        Optional<SubBatch> filled = filler.fill(task, buffer, rows(task, buffer, leftOver));
        if (filled.isPresent()) {
          dealt.add(filled.get());
        } else {
          failed = true;
          buffer.block(1 + task.batchSize() / 4);
        }
      }
      // A task that failed leaves its place to tasks that the step does not hold yet.
      ready.removeAll(drawn);
      if (!failed) {
        break;
      }
    }
    filler.finish();
    if (dealt.isEmpty()) {
      return Optional.empty();
    }
    int rows = dealt.stream().mapToInt(batch -> batch.rows().size()).sum();
    credit -= rows;
    return Optional.of(new TrainingStep(steps++, dealt));
  }

  private boolean isReady(TaskBuffer buffer, int minimumBuffered) {
    return buffer.arrived() >= minimumBuffered
        && buffer.buffered() >= Math.min(config(buffer).batchSize(), capacity())
        && !buffer.blocked();
  }

  private boolean canEmpty(TaskBuffer buffer) {
    return buffer.fresh() > 0
        && buffer.buffered() >= SubBatchFiller.MINIMUM_ROWS
        && !buffer.blocked();
  }

  private int rows(TaskConfig task, TaskBuffer buffer, boolean leftOver) {
    return leftOver
        ? (int) Math.max(SubBatchFiller.MINIMUM_ROWS, Math.min(task.batchSize(), buffer.fresh()))
        : task.batchSize();
  }

  private long capacity() {
    return (long) config.freshCapacity() + config.reservoirCapacity();
  }

  private List<TaskBuffer> members(Predicate<TaskBuffer> condition) {
    List<TaskBuffer> members = new ArrayList<>();
    buffers.values().stream().filter(condition).forEach(members::add);
    return members;
  }

  private List<Mixture.Part> parts(List<TaskBuffer> members) {
    List<Mixture.Part> parts = new ArrayList<>();
    for (TaskBuffer buffer : members) {
      TaskConfig task = config(buffer);
      parts.add(
          new Mixture.Part(
              buffer.decayed(arrivals, HALF_LIFE), task.samplingWeight(), task.batchSize()));
    }
    return parts;
  }

  private TaskConfig config(TaskBuffer buffer) {
    TaskConfig task = tasks.get(buffer.task());
    if (task == null) {
      throw new IllegalStateException("a buffer of no task: " + buffer.task());
    }
    return task;
  }
}
