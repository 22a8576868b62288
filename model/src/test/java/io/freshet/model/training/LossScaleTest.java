/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.Precision;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossScaleTest {
  private static final LossScale FIRST = LossScale.of(Precision.FLOAT16);

  @Test
  void doublesAfterTwoThousandGoodStepsAndHalvesOnOverflow() {
    LossScale scale = FIRST;
    for (int i = 0; i < 1_999; i++) {
      scale = scale.afterUpdate();
    }
    assertThat(scale.value()).isEqualTo(65_536);
    scale = scale.afterUpdate();
    assertThat(scale.value()).isEqualTo(131_072);
    scale = scale.afterUpdate().afterOverflow();
    assertThat(scale).isEqualTo(new LossScale(true, 65_536, 0));
  }

  @Test
  void neverFallsBelowOne() {
    LossScale scale = FIRST;
    for (int i = 0; i < 16; i++) {
      assertThat(scale.mayFall()).isTrue();
      scale = scale.afterOverflow();
    }
    assertThat(scale.mayFall()).isFalse();
    assertThat(scale.afterOverflow().value()).isEqualTo(1);
  }

  @Test
  void staysOneUnderOtherPrecisions() {
    LossScale scale = LossScale.of(Precision.BFLOAT16).afterUpdate().afterOverflow();
    assertThat(scale.value()).isEqualTo(1);
    assertThat(scale.mayFall()).isFalse();
    assertThat(scale.counters()).isEmpty();
  }

  @Test
  void goesOnFromAState() {
    LossScale scale = FIRST.afterOverflow().afterUpdate();
    assertThat(FIRST.restored(scale.counters())).isEqualTo(scale);
    assertThat(FIRST.restored(Map.of())).isEqualTo(FIRST);
    assertThat(LossScale.of(Precision.FLOAT32).restored(scale.counters()).value()).isEqualTo(1);
  }
}
