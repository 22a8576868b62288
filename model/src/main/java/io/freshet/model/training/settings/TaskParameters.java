/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.settings;

/**
 * What a task has for itself.
 *
 * @param projection numbers that its projection of the embedding gives; 0 for no projection
 * @param learningRateFactor multiplies the learning rate of the projection
 */
public record TaskParameters(int projection, double learningRateFactor) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a negative one
   */
  public TaskParameters {
    if (projection < 0 || !(learningRateFactor >= 0)) {
      throw new IllegalArgumentException(
          "a projection of %d with learning-rate factor %s cannot be"
              .formatted(projection, learningRateFactor));
    }
  }
}
