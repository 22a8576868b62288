/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDManager;
import io.freshet.model.optimiser.Gradients;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.pass.StepTotals;

/**
 * The gradients of a step or of a slice of it, which no update has used yet, with what its
 * sub-batches reported. Belongs to the trainer that made it. Not thread-safe.
 */
public final class StepGradients implements AutoCloseable {
  private final TrainingStep step;
  private final NDManager scope;
  private final Gradients sums;
  private final StepTotals totals;

  StepGradients(TrainingStep step, NDManager scope, Gradients sums, StepTotals totals) {
    this.step = step;
    this.scope = scope;
    this.sums = sums;
    this.totals = totals;
  }

  /**
   * Adds the gradients of another slice of the step, whose own are not to be used any more.
   *
   * @throws IllegalArgumentException where they are of another step
   */
  public void add(StepGradients other) {
    if (other.step.index() != step.index()) {
      throw new IllegalArgumentException(
          "gradients of step %d cannot be added to those of step %d"
              .formatted(other.step.index(), step.index()));
    }
    sums.add(other.sums);
    totals.add(other.totals);
  }

  /** The step, whole. */
  TrainingStep step() {
    return step;
  }

  /** Owns the gradients. */
  NDManager scope() {
    return scope;
  }

  Gradients sums() {
    return sums;
  }

  StepTotals totals() {
    return totals;
  }

  /** Frees them. */
  @Override
  public void close() {
    scope.close();
  }
}
