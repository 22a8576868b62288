/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

/**
 * How a task fares in the sampler.
 *
 * @param arrived examples that came
 * @param dealt rows dealt
 * @param replayed rows dealt that had been dealt before
 * @param buffered examples in both buffers
 * @param expected the share of rows that the task has now by the strategy, its bounds and what
 *     arrives, 0 to 1
 */
public record TaskShare(
    String task, long arrived, long dealt, long replayed, long buffered, double expected) {}
