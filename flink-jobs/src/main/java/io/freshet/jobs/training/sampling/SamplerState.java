/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import java.util.Map;

/**
 * Everything that a sampler goes on from, besides the examples in its store.
 *
 * @param steps dealt so far, which is the index of the next one
 * @param draws made so far
 * @param arrivals of all tasks
 * @param credit rows that the arrivals so far still allow; negative where waiting examples took
 *     more
 * @param newest timestamp of the newest record, milliseconds since the epoch
 * @param drainedAt arrivals at which nothing was left to deal after the end of input, or -1
 * @param tasks by name
 */
public record SamplerState(
    long steps,
    long draws,
    long arrivals,
    double credit,
    long newest,
    long drainedAt,
    Map<String, TaskCounters> tasks) {

  /** A sampler that saw nothing yet. */
  public static final SamplerState START = new SamplerState(0, 0, 0, 0, 0, -1, Map.of());

  public SamplerState {
    tasks = Map.copyOf(tasks);
  }
}
