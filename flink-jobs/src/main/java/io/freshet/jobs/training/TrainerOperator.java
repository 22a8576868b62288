/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.ConfigWriter;
import io.freshet.connectors.Sha256;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.StepManifest;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.training.peers.TrainerEvent;
import io.freshet.jobs.training.versions.Publisher;
import io.freshet.jobs.training.versions.TrainingResult;
import io.freshet.jobs.training.versions.VersionFacts;
import io.freshet.jobs.training.versions.Versions;
import io.freshet.model.training.NonFiniteTrainingException;
import io.freshet.model.training.Trainer;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.state.StateChunk;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;
import org.apache.flink.runtime.operators.coordination.OperatorEventHandler;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Makes the updates in the task's thread, keeps the trainer's state in the checkpoints and makes
 * some of them versions.
 */
final class TrainerOperator extends AbstractStreamOperator<MetricRecord>
    implements OneInputStreamOperator<TrainerInput, MetricRecord>,
        BoundedOneInput,
        OperatorEventHandler {

  /** The operator's id, under which its state is found. */
  static final String UID = "training-trainer";

  /** Where manifests of steps go. */
  static final OutputTag<StepManifest> MANIFESTS =
      new OutputTag<>("step-manifests", RecordTypes.stepManifest());

  private static final long serialVersionUID = 1L;

  private final TrainerPlan plan;
  private transient @Nullable OperatorEventGateway coordinator;
  private transient @Nullable TrainerWork work;

  TrainerOperator(TrainerPlan plan) {
    this.plan = plan;
  }

  /** Says how the coordinator is spoken to, where there are several trainers. */
  void coordinated(OperatorEventGateway gateway) {
    coordinator = gateway;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    JoinedTrainers trainers = trainers();
    try {
      getContainingTask().getCancelables().registerCloseable(trainers);
      start(trainers, TrainerStates.of(context.getOperatorStateStore(), coordinator != null));
    } catch (Exception e) {
      trainers.close();
      throw e;
    }
  }

  private JoinedTrainers trainers() throws IOException {
    OperatorEventGateway gateway = coordinator;
    if (gateway == null) {
      return JoinedTrainers.alone();
    }
    TaskInfo task = getRuntimeContext().getTaskInfo();
    return JoinedTrainers.listen(
        plan.training().trainers(),
        task.getIndexOfThisSubtask(),
        task.getNumberOfParallelSubtasks(),
        getContainingTask().getEnvironment().getTaskManagerInfo(),
        gateway);
  }

  private void start(JoinedTrainers trainers, TrainerStates states) throws Exception {
    List<StateChunk> chunks = states.restored(trainers.team());
    TrainerMarks before = states.marks();
    TrainerStart start = TrainerStart.of(plan.config());
    Optional<Publisher> publisher =
        trainers.leads()
            ? Optional.of(publisher(start.folder(), before.versionName()))
            : Optional.empty();
    Trainer trainer;
    try {
      trainer = start.open(trainers.team(), chunks);
    } catch (IOException | RuntimeException e) {
      publisher.ifPresent(Publisher::close);
      throw e;
    }
    // The others' metrics would be the same again.
    MetricGroup metrics =
        trainers.leads() ? getMetricGroup() : UnregisteredMetricsGroup.createOperatorMetricGroup();
    work =
        new TrainerWork(
            trainer,
            start,
            new ProgressBook(before.pairs(), before.sums(), before.facts()),
            trainers,
            publisher.map(
                made ->
                    new Versions(
                        made,
                        plan.training().versionEverySteps(),
                        before.versionStep(),
                        plan.result())),
            states,
            new TrainerMetrics(
                metrics,
                trainer,
                trainers.team().exchange(),
                () -> publisher.map(Publisher::lastName).orElse(""),
                before.pairs()));
    if (work().versions.isPresent()) {
      publishAtStart(work().versions.get(), chunks, before);
    }
  }

  private Publisher publisher(Path folder, String lastVersion) {
    return new Publisher(
        folder,
        new ModelRegistry(plan.config().registry().path()),
        plan.announcer().open(),
        plan.retention(),
        Sha256.hex(ConfigWriter.toYaml(plan.config())),
        InstantSource.system(),
        lastVersion,
        failure -> getContainingTask().getEnvironment().failExternally(failure));
  }

  private void publishAtStart(Versions versions, List<StateChunk> chunks, TrainerMarks before)
      throws InterruptedException {
    if (chunks.isEmpty()) {
      versions.publish(work().trainer.state(), VersionFacts.NONE);
    } else if (before.versionHere()) {
      versions.publish(TrainerState.of(chunks), before.facts());
    }
  }

  @Override
  public void handleOperatorEvent(OperatorEvent event) {
    if (event instanceof TrainerEvent.Roster roster) {
      work().trainers.join(roster);
    } else {
      throw new IllegalArgumentException("the coordinator of the trainers sent " + event);
    }
  }

  /** Waits for the other trainers, whose addresses come as mail. */
  private void awaitOthers(TrainerWork now) throws InterruptedException {
    now.trainers.await(
        getContainingTask().getMailboxExecutorFactory().createExecutor(TaskMailbox.MIN_PRIORITY));
  }

  @Override
  public void processElement(StreamRecord<TrainerInput> element) throws InterruptedException {
    TrainerWork now = work();
    if (element.getValue() instanceof TrainerInput.Step step) {
      awaitOthers(now);
      train(now, step);
    } else if (element.getValue() instanceof TrainerInput.Tasks tasks) {
      now.changes = tasks.changes();
      now.trainer.objectives(now.start.objectives().of(now.start.tasks(tasks.changes())));
    }
  }

  private void train(TrainerWork now, TrainerInput.Step step) {
    long updates = now.trainer.steps();
    long began = getProcessingTimeService().getCurrentProcessingTime();
    StepReport report = update(now, step);
    now.book.add(step.step(), step.shares(), report);
    long ended = getProcessingTimeService().getCurrentProcessingTime();
    now.metrics.add(report, now.book.pairs(), began, ended);
    if (plan.manifests() && now.trainers.leads()) {
      output.collect(
          MANIFESTS,
          new StreamRecord<>(
              new StepManifest(
                  step.step().index(),
                  updates,
                  report.losses(),
                  report.gradientNorm(),
                  step.parts(),
                  List.copyOf(now.changes.byTask().values()))));
    }
    if (!report.skipped() && report.step() % plan.training().reportEverySteps() == 0) {
      report(now);
    }
  }

  private static StepReport update(TrainerWork now, TrainerInput.Step step) {
    try {
      return now.trainer.step(step.step());
    } catch (NonFiniteTrainingException e) {
      throw new TrainingDivergedException(e);
    }
  }

  /** One trainer tells of the steps of all. */
  private void report(TrainerWork now) {
    long time = getProcessingTimeService().getCurrentProcessingTime();
    MetricRecord progress = now.book.report(time, now.trainer.steps());
    if (now.trainers.leads()) {
      output.collect(new StreamRecord<>(progress));
    }
  }

  @Override
  public void endInput() throws InterruptedException {
    TrainerWork now = work();
    now.versions.ifPresent(Versions::end);
    if (now.trainers.team().meetings().isPresent()) {
      awaitOthers(now);
      now.trainer.meet();
    }
    if (!plan.result().equals(TrainingResult.NONE) && now.trainer.steps() == 0) {
      throw new IllegalStateException(
          "no step was made: the examples were too few (sampling.minimum-buffered, and two of one task for a sub-batch) or could not be used");
    }
    if (now.book.unreported()) {
      report(now);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    TrainerWork now = work();
    if (now.versions.isPresent()) {
      snapshot(now, now.versions.get(), context.getCheckpointId());
    } else if (now.trainers.team().meetings().isPresent()) {
      now.states.updateOwn(now.trainer.state());
    }
  }

  private static void snapshot(TrainerWork now, Versions versions, long checkpoint)
      throws Exception {
    TrainerState state = now.trainer.state();
    VersionFacts facts = now.book.facts();
    boolean version = versions.snapshot(checkpoint, state, facts);
    now.states.update(
        state,
        new TrainerMarks(
            now.book.pairs(),
            now.book.sums(),
            versions.lastStep(),
            versions.lastName(),
            version,
            facts));
  }

  @Override
  public OperatorSnapshotFutures snapshotState(
      long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory streams)
      throws Exception {
    long began = getProcessingTimeService().getCurrentProcessingTime();
    OperatorSnapshotFutures futures =
        super.snapshotState(checkpointId, timestamp, options, streams);
    // The snapshot holds the chunks now; the state backend would keep them until the next one.
    work().states.clear();
    work().metrics.stalled(getProcessingTimeService().getCurrentProcessingTime() - began);
    return futures;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    if (work().versions.isPresent()) {
      work().versions.get().complete(checkpointId);
    }
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    super.notifyCheckpointAborted(checkpointId);
    work().versions.ifPresent(versions -> versions.abort(checkpointId));
  }

  @Override
  public void close() throws Exception {
    TrainerWork now = work;
    work = null;
    try {
      if (now != null && now.versions.isPresent()) {
        now.versions.get().finish();
      }
    } finally {
      if (now != null) {
        now.trainers.close();
        now.versions.ifPresent(Versions::close);
        now.trainer.close();
      }
      super.close();
    }
  }

  private TrainerWork work() {
    if (work == null) {
      throw new IllegalStateException("used before its state was initialised or after its end");
    }
    return work;
  }
}
