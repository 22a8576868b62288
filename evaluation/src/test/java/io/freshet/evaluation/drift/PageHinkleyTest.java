/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The recursion is the sum that defines the test; falls are found, and nothing else. */
class PageHinkleyTest {

  @Test
  void recursionIsTheDefinition() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = random.doubles(200).toArray();
    PageHinkley test = PageHinkley.start(0.01, 3);
    for (int t = 1; t <= values.length; t++) {
      test = test.plus(values[t - 1], t);
      double sum = 0;
      double highest = 0;
      for (int s = 1; s <= t; s++) {
        double mean = 0;
        for (int i = 0; i < s; i++) {
          mean += values[i] / s;
        }
        sum += values[s - 1] - mean + 0.01;
        highest = Math.max(highest, sum);
      }
      assertThat(test.sum()).as("seed %d", seed).isCloseTo(sum, within(1e-9));
      assertThat(test.highest()).as("seed %d", seed).isCloseTo(highest, within(1e-9));
      assertThat(test.fell()).as("seed %d", seed).isEqualTo(highest - sum > 3);
    }
  }

  @Test
  void tellsSizeAndBeginningOfAFall() {
    PageHinkley test = PageHinkley.start(0.005, 0.1);
    for (int t = 0; t < 20; t++) {
      test = test.plus(0.5, t);
    }
    assertThat(test.fell()).isFalse();
    int needed = 0;
    while (!test.fell()) {
      test = test.plus(0.4, 20 + needed);
      needed++;
    }
    assertThat(needed).isEqualTo(2);
    assertThat(test.since()).isEqualTo(20);
    assertThat(test.before()).isCloseTo(0.5, within(1e-12));
    assertThat(test.after()).isCloseTo(0.4, within(1e-12));
  }

  @Test
  void risesAndSmallNoiseRaiseNothing() {
    PageHinkley test = PageHinkley.start(0.005, 0.1);
    SplittableRandom random = new SplittableRandom(3);
    for (int t = 0; t < 500; t++) {
      test = test.plus(0.3 + t * 0.001 + random.nextDouble(-0.005, 0.005), t);
      assertThat(test.fell()).isFalse();
    }
  }

  @Test
  void settingsAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> PageHinkley.start(-1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> PageHinkley.start(0, 0));
  }
}
