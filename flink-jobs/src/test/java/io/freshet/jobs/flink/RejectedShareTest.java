/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RejectedShareTest {

  @Test
  void fewRejectsAreNeverTooMany() {
    RejectedShare share = new RejectedShare(0);
    for (int i = 1; i < RejectedShare.MINIMUM_REJECTED; i++) {
      share.add(true);
      assertThat(share.exceeded()).isFalse();
    }
    share.add(true);
    assertThat(share.exceeded()).isTrue();
  }

  @Test
  void onlyTheLastThousandCount() {
    RejectedShare share = new RejectedShare(0.5);
    for (int i = 0; i < 1_000; i++) {
      share.add(false);
    }
    for (int i = 0; i < 500; i++) {
      share.add(true);
      assertThat(share.exceeded()).isFalse();
    }
    share.add(true);
    assertThat(share.exceeded()).isTrue();
    assertThat(share.count()).isEqualTo(501);
    for (int i = 0; i < 1_000; i++) {
      share.add(false);
    }
    assertThat(share.count()).isZero();
    assertThat(share.seen()).isEqualTo(RejectedShare.WINDOW);
  }

  @Test
  void aShareIsBetweenZeroAndOne() {
    assertThatThrownBy(() -> new RejectedShare(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maximum-rejected-share");
  }
}
