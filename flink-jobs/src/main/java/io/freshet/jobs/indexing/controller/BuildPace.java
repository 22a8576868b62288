/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

import java.util.List;
import java.util.Optional;

/**
 * How fast a build went, from its stop offsets until its last document was read, or until the
 * checkpoint that covered it where that is known first: with its limits, its pauses and whatever
 * else the machines had to do.
 *
 * @param version that it was built by; empty for a pace that an older release measured
 * @param records that it read, at least 1
 * @param millis that it took, at least 1
 */
public record BuildPace(Optional<BuildVersion> version, long records, long millis) {
  private static final double MILLIS = 1000;

  /** Checks that both are there. */
  public BuildPace {
    if (records < 1 || millis < 1) {
      throw new IllegalArgumentException("no pace: " + records + " records in " + millis + " ms");
    }
  }

  /** The pace of a build that has read all its portions; none where there was nothing to read. */
  static Optional<BuildPace> of(BuildVersion version, List<Portion> portions, long millis) {
    long records = Portion.records(portions);
    return records < 1 || millis < 1
        ? Optional.empty()
        : Optional.of(new BuildPace(Optional.of(version), records, millis));
  }

  /**
   * The pace of a version that takes another time for each document.
   *
   * @param factor its time over that of this pace's version, above 0
   */
  public BuildPace slowedBy(BuildVersion other, double factor) {
    return new BuildPace(Optional.of(other), records, Math.max(1, Math.round(millis * factor)));
  }

  /** Records a second. */
  public double perSecond() {
    return records * MILLIS / millis;
  }

  /** The milliseconds that so many records take. */
  public long expectedMillis(long count) {
    return Math.round((double) count * millis / records);
  }
}
