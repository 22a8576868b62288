/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

/**
 * Where the buffers of one task stand.
 *
 * @param arrived examples that ever came
 * @param decayed arrivals that fade with every example that comes after them, of any task
 * @param decayedAt arrivals of all tasks at which {@code decayed} was brought up to date
 * @param head place of the oldest fresh example
 * @param tail place after the newest fresh example
 * @param past examples that were ever offered to the reservoir
 * @param kept examples in the reservoir, which fill its places from 0
 * @param dealt rows dealt
 * @param replayed rows dealt that had been dealt before
 * @param overflowed examples that left the fresh queue before their first use
 * @param unfilled times that the task was drawn and could not fill a sub-batch
 * @param blockedUntil the count of the task's arrivals before which it is not drawn again
 */
public record TaskCounters(
    long arrived,
    double decayed,
    long decayedAt,
    long head,
    long tail,
    long past,
    int kept,
    long dealt,
    long replayed,
    long overflowed,
    long unfilled,
    long blockedUntil) {

  /** A task of which nothing came yet. */
  public static final TaskCounters NONE = new TaskCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
