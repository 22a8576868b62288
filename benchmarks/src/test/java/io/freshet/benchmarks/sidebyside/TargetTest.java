/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetTest {
  @Test
  void boundsHoldOnTheirOwnSide() {
    assertThat(Target.atLeast("a", 0.97, 0.97).met()).isTrue();
    assertThat(Target.atLeast("a", 0.969, 0.97).met()).isFalse();
    assertThat(Target.atMost("a", 0.02, 0.02).met()).isTrue();
    assertThat(Target.atMost("a", 0.021, 0.02).met()).isFalse();
    assertThat(Target.atLeast("a", Double.NaN, 0).met()).isFalse();
    assertThat(Target.atMost("a", Double.NaN, 1).met()).isFalse();
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(Target.atLeast("train step", 0.9, 0.97))
        .hasToString("MISSED train step: 0.900, wanted at least 0.970");
  }
}
