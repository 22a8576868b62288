/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

import java.util.List;

/**
 * A part of the documents topic that a build reads: one partition from its beginning to the stop
 * offset.
 *
 * @param start first offset
 * @param stop the offset to stop before
 * @param position how far it was read, from {@code start} to {@code stop}, as last reported
 * @param done whether a completed checkpoint covers all of it: everything read is in the index or
 *     in dead letters
 * @param assigned whether a reader has it
 */
public record Portion(
    int partition, long start, long stop, long position, boolean done, boolean assigned) {

  /** Checks the order of the offsets. */
  public Portion {
    if (start > stop || position < start || position > stop) {
      throw new IllegalArgumentException(
          "offsets out of order: " + start + " <= " + position + " <= " + stop);
    }
  }

  /** A portion that nobody has read; one without offsets is done at once. */
  public static Portion of(int partition, long start, long stop) {
    return new Portion(partition, start, stop, start, start == stop, false);
  }

  /** Offsets of all portions together. */
  public static long records(List<Portion> portions) {
    return portions.stream().mapToLong(portion -> portion.stop - portion.start).sum();
  }

  Portion withAssigned(boolean nowAssigned) {
    return new Portion(partition, start, stop, position, done, nowAssigned);
  }

  Portion at(long reported) {
    return new Portion(partition, start, stop, reported, done, assigned);
  }

  Portion finished() {
    return new Portion(partition, start, stop, stop, true, assigned);
  }
}
