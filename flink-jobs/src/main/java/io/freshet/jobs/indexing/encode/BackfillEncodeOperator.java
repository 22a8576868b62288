/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.jobs.indexing.backfill.BackfillDocument;
import io.freshet.model.DeviceTurn;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Encodes the documents of a build for the generation that each one names. Where an index that is
 * written to has the vectors of the same document side, as after a training of queries alone, they
 * are taken from there.
 */
public final class BackfillEncodeOperator extends EncodeOperator<BackfillDocument> {

  private transient Optional<WriteTarget> building;

  /**
   * An operator; it needs no state.
   *
   * @param writeSet the indices that vectors may be taken from
   * @param indices what is to be known of them
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open before anything else
  public BackfillEncodeOperator(
      EncodeSettings settings, WriteSetSource writeSet, TargetIndices.Source indices) {
    super(settings, writeSet, indices);
  }

  @Override
  public void open() throws Exception {
    super.open();
    building = Optional.empty();
  }

  @Override
  int batchSize(EncodingPace pace, int fullInARow) {
    return settings().batchDocuments();
  }

  /** There is nothing else to do meanwhile. */
  @Override
  boolean isDue(WriteTarget target) {
    return true;
  }

  /** A version's documents are new to it. */
  @Override
  VectorMemory memory() {
    return VectorMemory.NONE;
  }

  @Override
  DeviceTurn turn(DeviceTurns of) {
    return of.build(settings().buildShare());
  }

  @Override
  void add(BackfillDocument document, DocumentEncoder encoder) throws Exception {
    WriteTarget target = document.target();
    if (!building.equals(Optional.of(target))) {
      building = Optional.of(target);
      // One build at a time: the model of an earlier one is of no more use.
      models().retain(Set.of(target.digest()));
      if (settings().readsVectors()) {
        takeVectors(target, encoder);
      }
    }
    encoder.add(target, document.change());
  }

  /** From what serves rather than from others, which may leave soon. */
  private void takeVectors(WriteTarget target, DocumentEncoder encoder) throws Exception {
    String side = models().documentDigest(target);
    for (WriteTarget other : writeSet()) {
      if (!other.index().equals(target.index()) && hasSide(other, side)) {
        encoder.takeVectors(target, other);
        return;
      }
    }
  }

  private boolean hasSide(WriteTarget other, String side) {
    try {
      return models().documentDigest(other).equals(side);
    } catch (IOException e) {
      LOG.warn("no vectors are taken from {}, whose version cannot be read", other.index(), e);
      return false;
    }
  }
}
