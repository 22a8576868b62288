/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianIntervalTest {
  @Test
  void nineValuesLeaveOneOutsideOnEitherSide() {
    MedianInterval interval =
        MedianInterval.of(List.of(9.0, 1.0, 8.0, 2.0, 7.0, 3.0, 6.0, 4.0, 5.0));
    assertThat(interval.median()).isEqualTo(5);
    assertThat(interval.low()).isEqualTo(2);
    assertThat(interval.high()).isEqualTo(8);
    // 1 - 2 * (1 + 9) / 2^9
    assertThat(interval.confidence()).isCloseTo(0.9609375, within(1e-12));
  }

  @Test
  void fewValuesSpanAllAndSayHowLittleThatTells() {
    MedianInterval interval = MedianInterval.of(List.of(3.0, 1.0, 2.0));
    assertThat(interval).isEqualTo(new MedianInterval(2, 1, 3, 0.75));
  }
}
