/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.settings;

/** How the learning rate moves after the warm-up. */
public enum Schedule {
  /** Stays. */
  CONSTANT,
  /** Falls to zero along a line. */
  LINEAR,
  /** Falls to zero along half a cosine. */
  COSINE,
  /**
   * Stays, and falls to zero as one minus a square root over the last updates of a cycle (Hägele et
   * al. 2024), whose weights make the best versions; then the next cycle warms up. It needs no end,
   * so it suits a stream.
   */
  WARMUP_STABLE_DECAY
}
