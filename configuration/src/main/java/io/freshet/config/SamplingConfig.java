/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.config;

import java.io.Serializable;

/**
 * How steps are dealt from the buffers.
 *
 * @param alpha exponent of the {@code TEMPERATURE} strategy
 * @param tasksPerStep task-homogeneous sub-batches a step
 * @param replayRatio rows trained for every example that arrives
 * @param freshCapacity examples that wait for their first use, a task
 * @param reservoirCapacity past examples that are kept for replay, a task
 * @param minimumBuffered examples a task must have seen before it takes part
 * @param repeatCap how often a row may be drawn from the reservoir in a step at the most
 * @param seed of every draw
 */
public record SamplingConfig(
    Strategy strategy,
    double alpha,
    int tasksPerStep,
    double replayRatio,
    int freshCapacity,
    int reservoirCapacity,
    int minimumBuffered,
    int repeatCap,
    long seed)
    implements Serializable {

  /** How the task of a sub-batch is chosen. */
  public enum Strategy {
    UNIFORM,
    PROPORTIONAL,
    TEMPERATURE,
    WEIGHTS
  }
}
