/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Received;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.flink.Intake;
import io.freshet.jobs.flink.JobMetrics;
import io.freshet.jobs.training.sampling.Sampler;
import io.freshet.jobs.training.sampling.SamplerState;
import io.freshet.jobs.training.sampling.TaskCounters;
import io.freshet.jobs.training.state.KeyedExamples;
import io.freshet.jobs.training.state.SamplerStateCodec;
import io.freshet.jobs.training.state.TaskChangesCodec;
import io.freshet.jobs.training.tasks.KnownTasks;
import io.freshet.jobs.training.tasks.TaskChanges;
import io.freshet.jobs.training.tasks.TaskTable;
import io.freshet.model.training.batch.TrainingStep;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Deals steps from the training messages, all under one constant key, and keeps the tasks that
 * control records made of the configured ones. What cannot be used goes to the dead letters. An
 * operator of its own kind because keyed process functions are not told of the end of their input.
 */
final class SamplerOperator extends AbstractStreamOperator<TrainerInput>
    implements OneInputStreamOperator<Decoded<TrainingMessage>, TrainerInput>, BoundedOneInput {

  /** The one key. */
  static final int KEY = 0;

  /** Where dead letters go. */
  static final OutputTag<DeadLetter> LETTERS =
      new OutputTag<>("dead-letters", RecordTypes.deadLetter());

  private static final long serialVersionUID = 1L;

  private final FreshetConfig deployment;
  private final String from;
  private final Fit fit;
  private final HeldOut heldOut;
  private transient @Nullable Work work;

  /** Finds out, in the task, which tasks the model can be trained on. */
  interface Fit extends Serializable {

    /**
     * What throws an {@link IllegalArgumentException} for a task that it cannot be trained on.
     *
     * @throws IOException where the model cannot be read
     */
    Consumer<TaskConfig> open() throws IOException;
  }

  /** Everything that one attempt of the operator works with. */
  private static final class Work {
    final Intake intake;
    final Sampler sampler;
    final ValueState<SamplerState> counters;
    final ValueState<TaskChanges> changes;
    final Set<String> measured = new HashSet<>();
    TaskTable table;

    /** Whether the trainer knows the tasks as they are. */
    boolean told;

    Work(
        Intake intake,
        Sampler sampler,
        ValueState<SamplerState> counters,
        ValueState<TaskChanges> changes,
        TaskTable table) {
      this.intake = intake;
      this.sampler = sampler;
      this.counters = counters;
      this.changes = changes;
      this.table = table;
      told = table.changes().equals(TaskChanges.NONE);
    }
  }

  /**
   * An operator for one configuration.
   *
   * @param from what the records were read from, for messages
   */
  SamplerOperator(FreshetConfig config, String from, Fit fit) {
    deployment = config;
    this.from = from;
    this.fit = fit;
    heldOut = new HeldOut(config.evaluation().probePath());
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    heldOut.open(context, getRuntimeContext());
  }

  @Override
  public void open() throws Exception {
    super.open();
    setCurrentKey(KEY);
    KeyedStateStore store = getKeyedStateStore();
    ValueState<SamplerState> counters =
        store.getState(
            new ValueStateDescriptor<>(
                "counters", CodecTypeInformation.of(SamplerStateCodec.INSTANCE)));
    ValueState<TaskChanges> changes =
        store.getState(
            new ValueStateDescriptor<>(
                "tasks", CodecTypeInformation.of(TaskChangesCodec.INSTANCE)));
    SamplerState before = counters.value();
    TaskChanges changed = changes.value();
    TaskTable table =
        TaskTable.of(deployment, fit.open(), changed == null ? TaskChanges.NONE : changed);
    Sampler sampler =
        new Sampler(
            deployment.sampling(),
            table.tasks(),
            new KeyedExamples(store),
            before == null ? SamplerState.START : before);
    work =
        new Work(
            new Intake(getMetricGroup(), from, deployment.kafka().maximumRejectedShare()),
            sampler,
            counters,
            changes,
            table);
    JobMetrics.TASK_REVISION.<Long>gauge(getMetricGroup(), () -> work().table.changes().revision());
    table.tasks().keySet().forEach(this::registerMetrics);
  }

  @Override
  public void processElement(StreamRecord<Decoded<TrainingMessage>> element) {
    if (element.getValue() instanceof Decoded.Accepted<TrainingMessage> accepted) {
      KnownTasks known = new KnownTasks(work().table, TrainingJob.NAME);
      TrainingMessage message = known.placed(accepted.value());
      Optional<DeadLetter> objection = objection(known, message, accepted.received());
      if (objection.isPresent()) {
        reject(objection.get());
      } else {
        work().intake.accept();
        take(message, accepted.received());
      }
    } else if (element.getValue() instanceof Decoded.Rejected<TrainingMessage> rejected) {
      reject(rejected.letter());
    }
  }

  private Optional<DeadLetter> objection(
      KnownTasks known, TrainingMessage message, Received received) {
    Optional<DeadLetter> objection = known.objection(message, received);
    return objection.isPresent() ? objection : heldOut.objection(message, received);
  }

  private void reject(DeadLetter letter) {
    output.collect(LETTERS, new StreamRecord<>(letter));
    work().intake.reject(letter);
  }

  private void take(TrainingMessage message, Received received) {
    if (message instanceof TrainingExample example) {
      Sampler dealer = work().sampler;
      dealer.add(example, RecordDigest.coordinates(received));
      boolean more = true;
      for (int i = 0; more && i < dealer.stepsPerArrival(); i++) {
        Optional<TrainingStep> step = dealer.deal();
        step.ifPresent(this::emit);
        more = step.isPresent();
      }
    } else if (message instanceof TaskControl control) {
      Work now = work();
      now.table = now.table.after(control);
      now.sampler.use(now.table.tasks());
      LOG.info(
          "tasks, revision {}: {} {} {}",
          now.table.changes().revision(),
          control.action().word(),
          control.task(),
          control.settings());
      registerMetrics(control.task());
      tell();
    }
  }

  /** Tells the trainer of the tasks. */
  private void tell() {
    output.collect(new StreamRecord<>(new TrainerInput.Tasks(work().table.changes())));
    work().told = true;
  }

  @Override
  public void endInput() {
    setCurrentKey(KEY);
    Optional<TrainingStep> step = work().sampler.drain();
    while (step.isPresent()) {
      emit(step.get());
      step = work().sampler.drain();
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    setCurrentKey(KEY);
    work().counters.update(work().sampler.state());
    work().changes.update(work().table.changes());
  }

  private void emit(TrainingStep step) {
    if (!work().told) {
      tell();
    }
    output.collect(
        new StreamRecord<>(
            new TrainerInput.Step(step, work().sampler.shares(), work().sampler.parts())));
  }

  private Work work() {
    if (work == null) {
      throw new IllegalStateException("used before it was opened");
    }
    return work;
  }

  /** Once for every name, since a metric cannot be taken back. */
  private void registerMetrics(String task) {
    if (!work().measured.add(task)) {
      return;
    }
    gauge(JobMetrics.ARRIVED, task, TaskCounters::arrived);
    gauge(JobMetrics.DEALT, task, TaskCounters::dealt);
    gauge(JobMetrics.REPLAYED, task, TaskCounters::replayed);
    gauge(JobMetrics.FRESH, task, counters -> counters.tail() - counters.head());
    gauge(JobMetrics.OVERFLOWED, task, TaskCounters::overflowed);
    gauge(JobMetrics.UNFILLED, task, TaskCounters::unfilled);
    Sampler of = work().sampler;
    JobMetrics.FRESH_WAIT.gauge(getMetricGroup(), () -> of.waited(task), task);
  }

  private void gauge(JobMetrics metric, String task, ToLongFunction<TaskCounters> value) {
    Sampler of = work().sampler;
    metric.gauge(getMetricGroup(), () -> value.applyAsLong(of.counters(task)), task);
  }
}
