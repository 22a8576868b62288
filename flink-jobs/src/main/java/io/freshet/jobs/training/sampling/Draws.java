/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

/**
 * A counter-based random generator (SplitMix64): the n-th draw is a function of seed and n, so the
 * counter is all the state there is. Not thread-safe.
 */
public final class Draws {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private final long origin;
  private long counter;

  /** Goes on after {@code counter} draws. */
  public Draws(long seed, long counter) {
    this.origin = mix(seed + GAMMA);
    this.counter = counter;
  }

  /** How many draws were made. */
  public long counter() {
    return counter;
  }

  /** Sixty-four random bits. */
  public long next() {
    counter++;
    return mix(origin + counter * GAMMA);
  }

  /** A number from 0, inclusive, to 1, exclusive. */
  public double unit() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /**
   * A number from 0, inclusive, to a bound, exclusive, each as likely.
   *
   * @throws IllegalArgumentException where the bound is not positive
   */
  public long below(long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, not " + bound);
    }
    long bits = next() >>> 1;
    long value = bits % bound;
    while (bits - value + (bound - 1) < 0) {
      bits = next() >>> 1;
      value = bits % bound;
    }
    return value;
  }

  /** As {@link #below(long)}, for an index. */
  public int index(int size) {
    return (int) below(size);
  }

  private static long mix(long bits) {
    long z = bits;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
