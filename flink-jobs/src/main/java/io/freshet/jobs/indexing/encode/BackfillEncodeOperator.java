/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.jobs.indexing.backfill.BackfillDocument;
import io.freshet.model.DeviceTurn;
import java.util.Set;

/** Encodes the documents of a build for the generation that each one names. */
public final class BackfillEncodeOperator extends EncodeOperator<BackfillDocument> {

  /** An operator; it needs no state. */
  public BackfillEncodeOperator(EncodeSettings settings, TargetIndices.Source indices) {
    super(settings, indices);
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
  void add(BackfillDocument document, DocumentEncoder encoder) {
    // One build at a time: the model of an earlier one is of no more use.
    models().retain(Set.of(document.target().digest()));
    encoder.add(document.target(), document.change());
  }
}
