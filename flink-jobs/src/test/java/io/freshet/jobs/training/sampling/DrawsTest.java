/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DrawsTest {

  @Test
  void theCounterIsAllTheStateThereIs() {
    Draws draws = new Draws(7, 0);
    for (int i = 0; i < 100; i++) {
      draws.below(1_000_003);
    }
    Draws restored = new Draws(7, draws.counter());
    for (int i = 0; i < 100; i++) {
      assertThat(restored.next()).isEqualTo(draws.next());
    }
    assertThat(new Draws(8, 0).next()).isNotEqualTo(new Draws(7, 0).next());
  }

  @Test
  void everyValueIsAsLikely() {
    Draws draws = new Draws(1, 0);
    int[] counts = new int[7];
    double sum = 0;
    for (int i = 0; i < 70_000; i++) {
      counts[draws.index(7)]++;
      double unit = draws.unit();
      assertThat(unit).isBetween(0.0, Math.nextDown(1.0));
      sum += unit;
    }
    for (int count : counts) {
      assertThat(count).isBetween(9_600, 10_400);
    }
    assertThat(sum / 70_000).isCloseTo(0.5, within(0.01));
  }

  @Test
  void aBoundMustBePositive() {
    assertThatThrownBy(() -> new Draws(1, 0).below(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }
}
