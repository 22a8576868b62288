/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BusyShareTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void tellsTheShareOfTheLastSeconds() {
    BusyShare share = new BusyShare(7);
    assertThat(share.at(7 + 60 * SECOND)).isZero();
    long now = 7;
    for (int i = 0; i < 1_000; i++) {
      share.turn(now, true);
      now += 7 * SECOND / 100;
      share.turn(now, false);
      now += 3 * SECOND / 100;
    }
    assertThat(share.at(now)).isCloseTo(0.7, within(0.01));
    assertThat(share.at(now + 5 * SECOND)).isCloseTo(0.7 / Math.E, within(0.01));
    share.turn(now, true);
    assertThat(share.at(now + 30 * SECOND)).isCloseTo(1, within(0.01));
  }

  @Test
  void aBuildGetsWhatLiveDocumentsLeaveAndItsShareAtLeast() {
    assertThat(DeviceTurns.buildShare(0, 0.1)).isEqualTo(1);
    assertThat(DeviceTurns.buildShare(0.4, 0.1)).isCloseTo(0.5, within(1e-9));
    assertThat(DeviceTurns.buildShare(0.7, 0.1)).isCloseTo(0.125, within(1e-9));
    assertThat(DeviceTurns.buildShare(0.9, 0.1)).isEqualTo(0.1);
    assertThat(DeviceTurns.buildShare(1, 1)).as("no precedence").isEqualTo(1);
  }
}
