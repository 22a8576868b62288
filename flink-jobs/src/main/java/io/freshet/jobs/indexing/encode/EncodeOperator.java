/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.connectors.types.RecordTypes;
import io.freshet.model.DeviceTurn;
import io.freshet.serving.VersionCache;
import io.freshet.serving.VersionLoader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Predicate;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.OutputTag;

/**
 * What the encoders of both branches share: documents are gathered into batches up to a count or a
 * time, and never across a barrier, so that a completed checkpoint means that everything before it
 * was handed to the sink. Nothing is kept in state.
 *
 * @param <T> what comes in
 */
public abstract class EncodeOperator<T> extends AbstractStreamOperator<IndexOperation>
    implements OneInputStreamOperator<T, IndexOperation> {

  /** Documents that no model can encode. */
  public static final OutputTag<DeadLetter> LETTERS =
      new OutputTag<>("dead-letters", RecordTypes.deadLetter());

  /** Batches that wait for a model at most; then the stream waits for it too. */
  private static final int HELD_BATCHES = 8;

  private static final long HELD_MILLIS = 100;

  private final EncodeSettings settings;
  private final WriteSetSource writeSet;
  private final TargetIndices.Source source;
  private transient WriteSetSource.Reader reader;
  private transient Models models;
  private transient TargetIndices indices;
  private transient DocumentEncoder encoder;
  private transient DeviceTurns turns;
  private transient MailboxExecutor mailbox;
  private transient boolean timerSet;
  private transient int fullInARow;
  private transient boolean draining;

  @SuppressWarnings("NullAway.Init") // Flink calls open before anything else
  EncodeOperator(EncodeSettings settings, WriteSetSource writeSet, TargetIndices.Source source) {
    this.settings = settings;
    this.writeSet = writeSet;
    this.source = source;
  }

  /** The models of this operator, for subclasses to prepare and to let go. */
  Models models() {
    return models;
  }

  /** The write set as it stands now, for subclasses; waits while it cannot be read. */
  List<WriteTarget> writeSet() throws Exception {
    return reader.targets();
  }

  /** The settings, for subclasses. */
  EncodeSettings settings() {
    return settings;
  }

  /** What is remembered of vectors. */
  abstract VectorMemory memory();

  /** Whether documents of a target are encoded now; others wait, until the next barrier at most. */
  abstract boolean isDue(WriteTarget target);

  /**
   * How many documents make a batch.
   *
   * @param pace how fast the last ones were encoded
   * @param fullInARow whole batches since documents last came slower than they were encoded
   */
  abstract int batchSize(EncodingPace pace, int fullInARow);

  /** Which turns on the device these documents have. */
  abstract DeviceTurn turn(DeviceTurns of);

  /** Hands the writes that a change means to the encoder. */
  abstract void add(T element, DocumentEncoder encoder) throws Exception;

  @Override
  public void open() throws Exception {
    super.open();
    models =
        new Models(
            new VersionLoader(
                VersionCache.ofThisMachine(new ModelRegistry(settings.registry())),
                settings.compute()));
    indices = source.open();
    reader = writeSet.open();
    turns = sharedTurns();
    encoder =
        new DocumentEncoder(
            models,
            indices,
            memory(),
            turn(turns),
            settings.callNanos(),
            EncodeCounts.in(getMetricGroup()));
    mailbox =
        getContainingTask()
            .getMailboxExecutorFactory()
            .createExecutor(getOperatorConfig().getChainIndex());
  }

  /** The turns that all encoders of this job share in this TaskManager. */
  private DeviceTurns sharedTurns() throws Exception {
    Environment environment = getContainingTask().getEnvironment();
    return environment
        .getSharedResources()
        .<DeviceTurns>getOrAllocateSharedResource(
            turnsName(), this, nothing -> new DeviceTurns(), 0)
        .resourceHandle();
  }

  private String turnsName() {
    return "freshet-device-turns-" + getContainingTask().getEnvironment().getJobID();
  }

  @Override
  public void processElement(StreamRecord<T> element) throws Exception {
    add(element.getValue(), encoder);
    if (encoder.size() >= batchSize(encoder.pace(), fullInARow)) {
      fullInARow++;
      drainDue();
    } else if (encoder.size() > 0) {
      flushAfter(settings.lingerMillis());
    }
  }

  private void flushAfter(long millis) {
    if (!timerSet) {
      timerSet = true;
      ProcessingTimeService timers = getProcessingTimeService();
      // A failure of the flush fails the task; nobody waits for the timer.
      ScheduledFuture<?> unused =
          timers.registerTimer(
              timers.getCurrentProcessingTime() + millis, time -> flushAfterWait());
    }
  }

  private void flushAfterWait() throws IOException {
    timerSet = false;
    if (!draining) {
      fullInARow = 0;
      drainDue();
    }
  }

  /** Encodes and emits what need not wait for a model. */
  private void drainDue() throws IOException {
    boolean many = encoder.held() >= HELD_BATCHES * settings.batchDocuments();
    drain(target -> many || isDue(target));
    if (encoder.held() > 0) {
      flushAfter(HELD_MILLIS);
    }
  }

  private void drain(Predicate<WriteTarget> which) throws IOException {
    draining = true;
    try {
      encoder.drain(
          which,
          operation -> output.collect(new StreamRecord<>(operation)),
          letter -> output.collect(LETTERS, new StreamRecord<>(letter)),
          this::letSinkSend);
    } finally {
      draining = false;
    }
  }

  /** What one version has encoded must not wait until another has. */
  private void letSinkSend() {
    boolean more = true;
    while (more) {
      more = mailbox.tryYield();
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    drain(target -> true);
  }

  @Override
  public void finish() throws Exception {
    drain(target -> true);
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (models != null) {
      models.close();
    }
    if (indices != null) {
      indices.close();
    }
    if (reader != null) {
      reader.close();
    }
    if (turns != null) {
      getContainingTask()
          .getEnvironment()
          .getSharedResources()
          .release(turnsName(), this, nothing -> {});
    }
    super.close();
  }
}
