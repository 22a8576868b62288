/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
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
  void risesAndFalls(Schedule schedule, long update, int warmup, long total, double expected) {
    assertThat(schedule.factor(update, warmup, total)).isCloseTo(expected, within(1e-15));
  }
}
