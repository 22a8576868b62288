/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import io.freshet.model.Precision;
import java.util.Map;

/**
 * What the loss is multiplied with on the way back, so that gradients in float16 neither vanish nor
 * overflow (Micikevicius et al. 2018): halved by every step that overflows, doubled after 2,000
 * good ones in a row. Immutable.
 *
 * @param moving whether it ever changes
 * @param value a power of two
 * @param goodSteps updates since it last changed
 */
record LossScale(boolean moving, double value, long goodSteps) {
  private static final double FIRST = 65_536;
  private static final double LARGEST = 16_777_216;
  private static final long PATIENCE = 2_000;
  private static final String VALUE = "loss-scale";
  private static final String GOOD_STEPS = "loss-scale-good-steps";

  /** The scale to start with: 1 for ever, except under float16. */
  static LossScale of(Precision precision) {
    return precision == Precision.FLOAT16
        ? new LossScale(true, FIRST, 0)
        : new LossScale(false, 1, 0);
  }

  /** This scale as a state's counters left it; unchanged where they say nothing of it. */
  LossScale restored(Map<String, Double> counters) {
    Double value = counters.get(VALUE);
    Double good = counters.get(GOOD_STEPS);
    return moving && value != null && good != null
        ? new LossScale(true, value, good.longValue())
        : this;
  }

  /** What a state keeps. */
  Map<String, Double> counters() {
    return moving ? Map.of(VALUE, value, GOOD_STEPS, (double) goodSteps) : Map.of();
  }

  /** Whether a gradient that is not finite may be the scale's fault. */
  boolean mayFall() {
    return moving && value > 1;
  }

  LossScale afterUpdate() {
    if (!moving) {
      return this;
    }
    return goodSteps + 1 >= PATIENCE
        ? new LossScale(true, Math.min(LARGEST, 2 * value), 0)
        : new LossScale(true, value, goodSteps + 1);
  }

  LossScale afterOverflow() {
    return new LossScale(moving, mayFall() ? value / 2 : value, 0);
  }
}
