/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.settings;

import java.io.Serializable;

/**
 * Share of the learning rate that each update has. A function of the update's number alone, so
 * there is nothing of it to keep in a state.
 *
 * @param warmupSteps updates of the linear rise, at the beginning and of every cycle
 * @param totalSteps at which falling schedules reach zero; 0 where the constant one, or that of
 *     cycles, never ends
 * @param decaySteps updates of the fall at the end of a cycle
 * @param cycleSteps updates of a cycle, warm-up and fall included; where there are total steps, the
 *     one cycle ends with them
 */
public record LearningRateSchedule(
    Schedule shape, int warmupSteps, long totalSteps, long decaySteps, long cycleSteps)
    implements Serializable {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a negative number, on total steps that do not exceed the
   *     warm-up of a falling schedule, or a cycle too short for its warm-up and its fall
   */
  public LearningRateSchedule {
    if (warmupSteps < 0 || totalSteps < 0 || decaySteps < 0 || cycleSteps < 0) {
      throw new IllegalArgumentException("numbers of steps must not be negative");
    }
    switch (shape) {
      case CONSTANT -> {
        // needs no end
      }
      case LINEAR, COSINE -> {
        if (totalSteps <= warmupSteps) {
          throw new IllegalArgumentException(
              "total steps of a falling schedule must exceed the warm-up (%d), not be %d"
                  .formatted(warmupSteps, totalSteps));
        }
      }
      case WARMUP_STABLE_DECAY -> {
        if ((totalSteps > 0 ? totalSteps : cycleSteps) < warmupSteps + decaySteps
            || decaySteps == 0) {
          throw new IllegalArgumentException(
              "a cycle must hold its warm-up (%d) and its decay (%d, at least 1), and has %d steps"
                  .formatted(warmupSteps, decaySteps, totalSteps > 0 ? totalSteps : cycleSteps));
        }
      }
    }
  }

  /** A schedule of no cycles. */
  public static LearningRateSchedule of(Schedule shape, int warmupSteps, long totalSteps) {
    return new LearningRateSchedule(shape, warmupSteps, totalSteps, 0, 0);
  }

  /**
   * The share of an update, from 0 to 1.
   *
   * @param update counted from 0
   */
  public double factor(long update) {
    return switch (shape) {
      case CONSTANT -> Math.min(1, rise(update));
      case LINEAR -> update < warmupSteps ? rise(update) : left(update);
      case COSINE ->
          update < warmupSteps ? rise(update) : 0.5 * (1 + Math.cos(Math.PI * (1 - left(update))));
      case WARMUP_STABLE_DECAY ->
          totalSteps > 0 ? inCycle(update, totalSteps) : inCycle(update % cycleSteps, cycleSteps);
    };
  }

  private double inCycle(long position, long length) {
    double left = Math.max(0, Math.min(1, (double) (length - position) / decaySteps));
    return Math.min(rise(position), 1 - Math.sqrt(1 - left));
  }

  private double rise(long update) {
    return update < warmupSteps ? (update + 1.0) / warmupSteps : 1;
  }

  private double left(long update) {
    return Math.max(0.0, (double) (totalSteps - update)) / (totalSteps - warmupSteps);
  }
}
