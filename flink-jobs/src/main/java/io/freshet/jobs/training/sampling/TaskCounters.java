/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

/**
 * Where the buffers of one task stand.
 *
 * @param arrived examples that ever came
 * @param history arrivals, for the shares that the strategy asks for
 * @param recent arrivals that went to the fresh queue, for the share that fresh examples take now
 * @param head place of the oldest fresh example
 * @param tail place after the newest fresh example
 * @param past examples that were ever offered to the reservoir
 * @param kept examples in the reservoir, which fill its places from 0
 * @param owed replayed rows that the task should have had and has not; negative where it had more
 * @param dealt rows dealt
 * @param replayed rows dealt that had been dealt before
 * @param overflowed examples that went to the reservoir before their first use
 * @param unfilled times that the task was chosen and could not fill a sub-batch
 * @param blockedUntil the count of the task's arrivals before which it is not chosen again
 */
public record TaskCounters(
    long arrived,
    DecayedCount history,
    DecayedCount recent,
    long head,
    long tail,
    long past,
    int kept,
    double owed,
    long dealt,
    long replayed,
    long overflowed,
    long unfilled,
    long blockedUntil) {

  /** A task of which nothing came yet. */
  public static final TaskCounters NONE =
      new TaskCounters(0, DecayedCount.NONE, DecayedCount.NONE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
