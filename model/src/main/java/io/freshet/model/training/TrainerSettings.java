/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

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
 */
public record TrainerSettings(
    OptimizerSettings optimizer,
    ParameterSettings parameters,
    double dropout,
    long seed,
    int maximumSkippedSteps,
    boolean recomputeLayers,
    ComputeOptions compute) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a dropout of 1 or more, or a negative limit
   */
  public TrainerSettings {
    if (!(dropout < 1)) {
      throw new IllegalArgumentException("dropout must be below 1, not " + dropout);
    }
    if (maximumSkippedSteps < 0) {
      throw new IllegalArgumentException("maximum of skipped steps must not be negative");
    }
  }

  /** Settings under which everything in the folder is trained. */
  public TrainerSettings(
      OptimizerSettings optimizer,
      double dropout,
      long seed,
      int maximumSkippedSteps,
      boolean recomputeLayers,
      ComputeOptions compute) {
    this(
        optimizer,
        ParameterSettings.everything(),
        dropout,
        seed,
        maximumSkippedSteps,
        recomputeLayers,
        compute);
  }
}
