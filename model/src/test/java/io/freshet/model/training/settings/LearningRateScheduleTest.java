/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "CONSTANT, 0, 0, 0, 1",
    "CONSTANT, 0, 4, 0, 0.25",
    "CONSTANT, 3, 4, 0, 1",
    "CONSTANT, 1000000, 4, 0, 1",
    "LINEAR, 2, 3, 10, 1",
    "LINEAR, 3, 3, 10, 1",
    "LINEAR, 9, 3, 10, 0.14285714285714285",
    "LINEAR, 12, 3, 10, 0",
    "COSINE, 0, 2, 10, 0.5",
    "COSINE, 2, 2, 10, 1",
    "COSINE, 6, 2, 10, 0.5",
    "COSINE, 11, 2, 10, 0",
  })
  void risesAndFalls(Schedule shape, long update, int warmup, long total, double expected) {
    assertThat(LearningRateSchedule.of(shape, warmup, total).factor(update))
        .isCloseTo(expected, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({
    // Two up, four at the top, four down.
    "0, 0, 0.5",
    "0, 1, 1",
    "0, 6, 1",
    "0, 7, 0.5",
    "0, 9, 0.1339745962155614",
    "0, 10, 0.5",
    "0, 11, 1",
    "0, 1000000019, 0.1339745962155614",
    // One cycle of 20.
    "20, 10, 1",
    "20, 16, 1",
    "20, 17, 0.5",
    "20, 20, 0",
    "20, 1000, 0",
  })
  void cyclesOverAStreamOrEndsWithTheTotal(long total, long update, double expected) {
    LearningRateSchedule schedule =
        new LearningRateSchedule(Schedule.WARMUP_STABLE_DECAY, 2, total, 4, 10);
    assertThat(schedule.factor(update)).isCloseTo(expected, within(1e-15));
  }

  @Test
  void schedulesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> LearningRateSchedule.of(Schedule.LINEAR, 5, 5))
        .hasMessageContaining("exceed the warm-up (5)");
    assertThatThrownBy(() -> new LearningRateSchedule(Schedule.WARMUP_STABLE_DECAY, 4, 0, 7, 10))
        .hasMessageContaining("has 10 steps");
    assertThatThrownBy(() -> new LearningRateSchedule(Schedule.WARMUP_STABLE_DECAY, 4, 0, 0, 10))
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> LearningRateSchedule.of(Schedule.CONSTANT, -1, 0))
        .hasMessageContaining("negative");
  }
}
