/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.controller;

import java.util.List;

/**
 * A part of the documents topic that a build reads: one partition from its beginning to the stop
 * offset, which moves on as often as the build reads on.
 *
 * @param start first offset
 * @param from the stop offset of the time before, {@code start} at first: all before it is in the
 *     index or in dead letters, and what is read now begins here
 * @param stop the offset to stop before
 * @param position how far it was read, from {@code from} to {@code stop}, as last reported
 * @param done whether a completed checkpoint covers all of it: everything read is in the index or
 *     in dead letters
 * @param assigned whether a reader has it
 */
public record Portion(
    int partition,
    long start,
    long from,
    long stop,
    long position,
    boolean done,
    boolean assigned) {

  /** Checks the order of the offsets. */
  public Portion {
    if (start > from || from > stop || position < from || position > stop) {
      throw new IllegalArgumentException(
          "offsets out of order: %d <= %d <= %d <= %d".formatted(start, from, position, stop));
    }
  }

  /** A portion that nobody has read; one without offsets is done at once. */
  public static Portion of(int partition, long start, long stop) {
    return new Portion(partition, start, start, stop, start, start == stop, false);
  }

  /** Offsets of all portions together. */
  public static long records(List<Portion> portions) {
    return portions.stream().mapToLong(portion -> portion.stop - portion.start).sum();
  }

  /** Of these offsets, those that are read now, or were last. */
  static long newRecords(List<Portion> portions) {
    return portions.stream().mapToLong(portion -> portion.stop - portion.from).sum();
  }

  /** A portion that is done, and goes on to another end, which lies no earlier. */
  Portion goingOnTo(long end) {
    long next = Math.max(stop, end);
    return new Portion(partition, start, stop, next, stop, stop == next, false);
  }

  Portion withAssigned(boolean nowAssigned) {
    return new Portion(partition, start, from, stop, position, done, nowAssigned);
  }

  /** The same as far as a reader reports; reports may be late, or of the time before. */
  Portion at(long reported) {
    long within = Math.max(from, Math.min(stop, reported));
    return done ? this : new Portion(partition, start, from, stop, within, done, assigned);
  }

  /** Whether a reader has read all of it, be it written or not. */
  boolean read() {
    return position == stop;
  }

  Portion finished() {
    return new Portion(partition, start, from, stop, stop, true, assigned);
  }
}
