/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import io.freshet.benchmarks.sidebyside.Stand;
import io.freshet.model.folder.ModelSize;

/**
 * What is computed, on either side.
 *
 * @param pairs rows of a step
 * @param tokens of every text
 */
public record TrainingShape(
    ModelSize size, int vocabulary, int pairs, int tokens, double dropout, int threads) {

  /** Steps of this shape, as PyTorch makes them too. */
  Stand.Work work(int stepsABlock) {
    return new Stand.Work("step", stepsABlock, "training_speed.py");
  }

  /** What the script is told. */
  Object[] arguments() {
    return new Object[] {
      size.layers(), size.width(), size.heads(), vocabulary, pairs, tokens, dropout, threads
    };
  }
}
