/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.settings;

import io.freshet.model.ComputeOptions;

/**
 * Everything that a trainer is told besides its tasks.
 *
 * @param dropout rate of every dropout; negative for the folder's own rates
 * @param seed of every random draw
 * @param maximumSkippedSteps steps in a row that may be left out for not being finite; one more
 *     fails
 * @param recomputeLayers whether only what goes into each layer is kept between the way forth and
 *     the way back, and the rest computed again: less memory for a third more work
 * @param replicas copies of the network that share the work of a sub-batch: on CUDA one a device,
 *     from the chosen one on
 */
public record TrainerSettings(
    OptimizerSettings optimizer,
    ParameterSettings parameters,
    double dropout,
    long seed,
    int maximumSkippedSteps,
    boolean recomputeLayers,
    int replicas,
    ComputeOptions compute) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a dropout of 1 or more, a negative limit or no replica
   */
  public TrainerSettings {
    if (!(dropout < 1)) {
      throw new IllegalArgumentException("dropout must be below 1, not " + dropout);
    }
    if (maximumSkippedSteps < 0) {
      throw new IllegalArgumentException("maximum of skipped steps must not be negative");
    }
    if (replicas < 1) {
      throw new IllegalArgumentException("replicas must be at least 1, not " + replicas);
    }
  }

  /** Settings under which everything in the folder is trained. */
  public TrainerSettings(
      OptimizerSettings optimizer,
      double dropout,
      long seed,
      int maximumSkippedSteps,
      boolean recomputeLayers,
      int replicas,
      ComputeOptions compute) {
    this(
        optimizer,
        ParameterSettings.everything(),
        dropout,
        seed,
        maximumSkippedSteps,
        recomputeLayers,
        replicas,
        compute);
  }

  /** The same under other options of computing. */
  public TrainerSettings with(ComputeOptions other) {
    return new TrainerSettings(
        optimizer,
        parameters,
        dropout,
        seed,
        maximumSkippedSteps,
        recomputeLayers,
        replicas,
        other);
  }
}
