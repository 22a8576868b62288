/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.jobs.indexing.documents.SourcedChange;
import io.freshet.model.DeviceTurn;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Encodes live changes for every generation of the write set. The write set is read when the
 * operator opens and at every barrier, after the changes before the barrier have been handed on and
 * before any change after it comes: so the completion of a checkpoint proves that changes after its
 * barrier go to a write set at least as new as the checkpoint. While the write set is empty changes
 * are left out; a build reads them later, for its stop offsets lie beyond them. Where vectors are
 * remembered the operator needs the changes keyed by the document's id.
 */
public final class LiveEncodeOperator extends EncodeOperator<SourcedChange> {
  private static final int MOST_DOUBLINGS = 10;

  private transient List<WriteTarget> targets;

  /**
   * An operator.
   *
   * @param writeSet which indices
   * @param indices what is to be known of them
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open before anything else
  public LiveEncodeOperator(
      EncodeSettings settings, WriteSetSource writeSet, TargetIndices.Source indices) {
    super(settings, writeSet, indices);
  }

  @Override
  public void open() throws Exception {
    super.open();
    targets = List.of();
    readWriteSet();
  }

  /**
   * Who waits for a batch waits for all of it, so a slow encoder gets small ones. Where they fill
   * one after the other there is a backlog, which ends soonest with large ones.
   */
  @Override
  int batchSize(EncodingPace pace, int fullInARow) {
    int doublings = Math.min(fullInARow, MOST_DOUBLINGS);
    return pace.documentsWithin(settings().callNanos() << doublings, settings().batchDocuments());
  }

  /** What serves does not wait until the model of a build is loaded. */
  @Override
  boolean isDue(WriteTarget target) {
    return models().isReady(target);
  }

  @Override
  VectorMemory memory() {
    return settings().keepsVectors()
        ? new KeptVectors(
            this, getRuntimeContext().getMapState(KeptVectors.state(settings().keptFor())))
        : VectorMemory.NONE;
  }

  @Override
  DeviceTurn turn(DeviceTurns of) {
    return of.live();
  }

  @Override
  void add(SourcedChange change, DocumentEncoder encoder) {
    for (WriteTarget target : targets) {
      encoder.add(target, change);
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    readWriteSet();
  }

  private void readWriteSet() throws Exception {
    List<WriteTarget> read = writeSet();
    if (!read.equals(targets)) {
      targets = read;
      targets.forEach(models()::prepare);
      models().retain(targets.stream().map(WriteTarget::digest).collect(Collectors.toSet()));
    }
  }
}
