/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import java.util.BitSet;

/**
 * The share of rejected records among the last 1,000 that a subtask saw. Not thread-safe; kept in
 * memory only, so it starts anew with a restart.
 */
public final class RejectedShare {

  /** How many records the share looks back on. */
  public static final int WINDOW = 1_000;

  /** Fewer rejects than this are never too many, whatever their share. */
  public static final int MINIMUM_REJECTED = 20;

  private final double maximum;
  private final BitSet rejected = new BitSet(WINDOW);
  private int next;
  private int seen;

  /**
   * Starts with no records.
   *
   * @param maximum the share, 0 to 1, above which there are too many
   */
  public RejectedShare(double maximum) {
    if (!(maximum >= 0 && maximum <= 1)) {
      throw new IllegalArgumentException(
          "kafka.maximum-rejected-share must be between 0 and 1, not " + maximum);
    }
    this.maximum = maximum;
  }

  /** Takes one record into account. */
  public void add(boolean wasRejected) {
    rejected.set(next, wasRejected);
    next = (next + 1) % WINDOW;
    seen = Math.min(seen + 1, WINDOW);
  }

  /** Rejected records in the window. */
  public int count() {
    return rejected.cardinality();
  }

  /** Records in the window. */
  public int seen() {
    return seen;
  }

  /** Whether the share is over the maximum, and the count not below the minimum. */
  public boolean exceeded() {
    int count = count();
    return count >= MINIMUM_REJECTED && count > maximum * seen;
  }
}
