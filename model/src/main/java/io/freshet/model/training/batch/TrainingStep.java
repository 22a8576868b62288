/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.batch;

import java.util.List;

/**
 * Everything that one optimiser update is made from; travels as one stream element.
 *
 * @param index counted from 0 over the life of the model's training state
 */
public record TrainingStep(long index, List<SubBatch> subBatches) {
  public TrainingStep {
    subBatches = List.copyOf(subBatches);
  }
}
