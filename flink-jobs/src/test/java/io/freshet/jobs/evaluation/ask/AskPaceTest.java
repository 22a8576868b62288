/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** The pace holds a rate over time and does not make up for a standstill. */
class AskPaceTest {

  @Test
  void holdsFractionalRates() {
    AskPace pace = new AskPace(0.3);
    int asked = 0;
    for (long now = 1_000; now <= 101_000; now += 500) {
      asked += pace.due(now);
    }
    assertThat(asked).isBetween(29, 30);
  }

  @Test
  void doesNotStormAfterAStandstill() {
    AskPace pace = new AskPace(10);
    pace.due(0);
    assertThat(pace.due(3_600_000)).isEqualTo(20);
    assertThat(pace.due(3_600_100)).isEqualTo(1);
  }

  @Test
  void takesAClockThatGoesBackAsStandingStill() {
    AskPace pace = new AskPace(10);
    pace.due(10_000);
    assertThat(pace.due(5_000)).isZero();
    assertThat(pace.due(10_500)).isEqualTo(5);
  }

  @Test
  void refusesRatesThatAreNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> new AskPace(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new AskPace(Double.NaN));
  }
}
