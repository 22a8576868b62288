/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {
  @Test
  void seesAClearGainAndAClearLoss() {
    Map<String, Double> low = values(400, 0.3, 1);
    Map<String, Double> high = values(400, 0.5, 2);

    PairedComparison gain = PairedComparison.of(low, high, 0, 2000, 7);
    assertThat(gain.queries()).isEqualTo(400);
    assertThat(gain.difference()).isCloseTo(0.2, within(0.03));
    assertThat(gain.difference())
        .isCloseTo(gain.candidateMean() - gain.baselineMean(), within(1e-12));
    assertThat(gain.low()).isPositive().isLessThan(gain.difference());
    assertThat(gain.high()).isGreaterThan(gain.difference());
    // Normal approximation of the same interval: two independent uniforms of width 0.4.
    double half = 1.96 * Math.sqrt(2 * 0.16 / 12 / 400);
    assertThat(gain.high() - gain.low()).isCloseTo(2 * half, within(0.2 * half));
    assertThat(gain.lossProbability()).isZero();

    PairedComparison loss = PairedComparison.of(high, low, 0.05, 2000, 7);
    assertThat(loss.lossProbability()).isEqualTo(1);
    assertThat(PairedComparison.of(high, low, 0.5, 2000, 7).lossProbability()).isZero();
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    Map<String, Double> a = values(50, 0.3, 1);
    Map<String, Double> b = values(50, 0.31, 2);
    assertThat(PairedComparison.of(a, b, 0, 500, 1))
        .isEqualTo(PairedComparison.of(a, b, 0, 500, 1));
    assertThat(PairedComparison.of(a, a, 0, 500, 1).lossProbability()).isZero();
  }

  @Test
  void onlySharedQueriesCount() {
    PairedComparison none = PairedComparison.of(Map.of("a", 1.0), Map.of("b", 1.0), 0, 10, 1);
    assertThat(none.queries()).isZero();
    PairedComparison one =
        PairedComparison.of(Map.of("a", 1.0, "b", 0.0), Map.of("b", 0.5), 0, 10, 1);
    assertThat(one.queries()).isEqualTo(1);
    assertThat(one.difference()).isEqualTo(0.5);
  }

  private static Map<String, Double> values(int queries, double mean, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Double> values = new TreeMap<>();
    for (int i = 0; i < queries; i++) {
      values.put("q" + i, mean + 0.4 * (random.nextDouble() - 0.5));
    }
    return values;
  }
}
