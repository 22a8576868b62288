/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

/** Seeds of the draws within a step: a function of where a draw stands, and of nothing else. */
public final class StepSeeds {
  /** Side of a sub-batch. */
  enum Side {
    QUERY(0),
    DOCUMENT(1);

    private final int place;

    Side(int place) {
      this.place = place;
    }
  }

  private StepSeeds() {}

  /** A seed that is not negative. */
  static long of(long seed, long step, int subBatch, Side side) {
    long mixed = mix(seed);
    mixed = mix(mixed ^ step);
    mixed = mix(mixed ^ (2L * subBatch + side.place));
    return mixed & Long.MAX_VALUE;
  }

  /** The seed of one of several trainers that draw for steps of their own; the first keeps it. */
  static long ofTrainer(long seed, int trainer) {
    return trainer == 0 ? seed : mix(mix(seed) ^ ~(long) trainer);
  }

  /** The seed of one part of a side, not negative: the same whenever the part is run. */
  static long ofPart(long side, int part) {
    return mix(side + part) & Long.MAX_VALUE;
  }

  /** One step of SplitMix64. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
