/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training;

import io.freshet.config.ConfigWriter;
import io.freshet.connectors.Sha256;
import io.freshet.connectors.records.MetricRecord;
import io.freshet.connectors.records.StepManifest;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.connectors.types.CodecTypeInformation;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.jobs.training.state.KeptWeights;
import io.freshet.jobs.training.state.TrainerMarksCodec;
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
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Makes the updates in the task's thread, keeps the trainer's state in the checkpoints and makes
 * some of them versions.
 */
final class TrainerOperator extends AbstractStreamOperator<MetricRecord>
    implements OneInputStreamOperator<TrainerInput, MetricRecord>, BoundedOneInput {

  /** The operator's id, under which its state is found. */
  static final String UID = "training-trainer";

  /** Where manifests of steps go. */
  static final OutputTag<StepManifest> MANIFESTS =
      new OutputTag<>("step-manifests", RecordTypes.stepManifest());

  private static final long serialVersionUID = 1L;
  private static final int CHUNK_BYTES = 8 << 20;

  private final TrainerPlan plan;
  private transient @Nullable TrainerWork work;

  TrainerOperator(TrainerPlan plan) {
    this.plan = plan;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    ListState<StateChunk> weights =
        context.getOperatorStateStore().getUnionListState(KeptWeights.state());
    ListState<TrainerMarks> marks =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    "marks", CodecTypeInformation.of(TrainerMarksCodec.INSTANCE)));
    List<StateChunk> chunks = new ArrayList<>();
    weights.get().forEach(chunks::add);
    // The state backend must not keep a second copy of all weights.
    weights.clear();
    TrainerMarks before = TrainerMarks.START;
    for (TrainerMarks mark : marks.get()) {
      before = mark;
    }
    start(weights, marks, chunks, before);
  }

  private void start(
      ListState<StateChunk> weights,
      ListState<TrainerMarks> marks,
      List<StateChunk> chunks,
      TrainerMarks before)
      throws IOException, InterruptedException {
    TrainerStart start = TrainerStart.of(plan.config());
    Path folder = start.folder();
    Publisher publisher =
        new Publisher(
            folder,
            new ModelRegistry(plan.config().registry().path()),
            plan.announcer().open(),
            plan.retention(),
            Sha256.hex(ConfigWriter.toYaml(plan.config())),
            InstantSource.system(),
            before.versionName(),
            failure -> getContainingTask().getEnvironment().failExternally(failure));
    Trainer trainer;
    try {
      trainer = start.open(chunks);
    } catch (IOException | RuntimeException e) {
      publisher.close();
      throw e;
    }
    work =
        new TrainerWork(
            trainer,
            start,
            new ProgressBook(before.pairs(), before.sums(), before.facts()),
            new Versions(
                publisher,
                plan.training().versionEverySteps(),
                before.versionStep(),
                plan.result()),
            weights,
            marks,
            new TrainerMetrics(getMetricGroup(), trainer, publisher::lastName, before.pairs()));
    if (chunks.isEmpty()) {
      work().versions.publish(trainer.state(), VersionFacts.NONE);
    } else if (before.versionHere()) {
      work().versions.publish(TrainerState.of(chunks), before.facts());
    }
  }

  @Override
  public void processElement(StreamRecord<TrainerInput> element) {
    TrainerWork now = work();
    if (element.getValue() instanceof TrainerInput.Step step) {
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
    if (plan.manifests()) {
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

  private void report(TrainerWork now) {
    long time = getProcessingTimeService().getCurrentProcessingTime();
    output.collect(new StreamRecord<>(now.book.report(time, now.trainer.steps())));
  }

  @Override
  public void endInput() {
    TrainerWork now = work();
    now.versions.end();
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
    TrainerState state = now.trainer.state();
    VersionFacts facts = now.book.facts();
    boolean version = now.versions.snapshot(context.getCheckpointId(), state, facts);
    now.weights.update(state.chunks(CHUNK_BYTES));
    now.marks.update(
        List.of(
            new TrainerMarks(
                now.book.pairs(),
                now.book.sums(),
                now.versions.lastStep(),
                now.versions.lastName(),
                version,
                facts)));
  }

  @Override
  public OperatorSnapshotFutures snapshotState(
      long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory streams)
      throws Exception {
    long began = getProcessingTimeService().getCurrentProcessingTime();
    OperatorSnapshotFutures futures =
        super.snapshotState(checkpointId, timestamp, options, streams);
    // The snapshot holds the chunks now; the state backend would keep them until the next one.
    work().weights.clear();
    work().metrics.stalled(getProcessingTimeService().getCurrentProcessingTime() - began);
    return futures;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    work().versions.complete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    super.notifyCheckpointAborted(checkpointId);
    work().versions.abort(checkpointId);
  }

  @Override
  public void close() throws Exception {
    TrainerWork now = work;
    work = null;
    try {
      if (now != null) {
        now.versions.finish();
      }
    } finally {
      if (now != null) {
        now.versions.close();
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
