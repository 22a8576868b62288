/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

/**
 * Chooses a share of a task's examples by their ids alone: the same ones whenever they are read,
 * and those of a smaller share among those of a larger one.
 */
public record MiningShare(double share) {
  private static final double RANGE = 0x1p53;

  /** Whether an example is chosen. */
  public boolean takes(String id) {
    // 53 bits make every number of [0, 1) that a double holds evenly.
    return (Texts.fingerprint(id) >>> 11) / RANGE < share;
  }
}
