/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is drawn has the means, the pairing and the difference that were asked for. */
class SimulatedTaskTest {
  private static final int QUERIES = 200_000;

  /** Five standard errors of a mean of values in the unit interval. */
  private static final double NEAR = 5 * 0.5 / Math.sqrt(QUERIES);

  private static double mean(Map<String, Double> values) {
    return values.values().stream().mapToDouble(value -> value).average().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(QueryValues.class)
  void differenceIsTheTrueOne(QueryValues values) {
    long seed = System.nanoTime();
    for (double difference : new double[] {-0.1, 0, 0.2}) {
      SimulatedTask.Sample sample =
          new SimulatedTask(values, 0.7, difference).draw(QUERIES, new SplittableRandom(seed));
      assertThat(mean(sample.baseline()))
          .as("seed %d", seed)
          .isCloseTo(values.mean(), within(NEAR));
      assertThat(mean(sample.candidate()) - mean(sample.baseline()))
          .as("seed %d", seed)
          .isCloseTo(difference, within(2 * NEAR));
      assertThat(sample.candidate().values()).allMatch(value -> value >= 0 && value <= 1);
      assertThat(sample.baseline().values()).contains(0.0, 1.0);
    }
  }

  @Test
  void versionsThatAgreeOnAllAreOne() {
    SimulatedTask.Sample sample =
        new SimulatedTask(QueryValues.RECIPROCAL_RANK, 1, 0).draw(100, new SplittableRandom(3));
    assertThat(sample.candidate()).isEqualTo(sample.baseline());
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SimulatedTask(QueryValues.RECIPROCAL_RANK, 1.1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SimulatedTask(QueryValues.RECIPROCAL_RANK, 0.5, -0.9))
        .withMessageContaining("-0.9");
  }

  @Test
  void intervalsAreThoseOfTables() {
    // Clopper and Pearson: 0 of 10, 5 of 10, 10 of 10.
    assertThat(new Rate(0, 10).low()).isZero();
    assertThat(new Rate(0, 10).high()).isCloseTo(0.3085, within(1e-4));
    assertThat(new Rate(5, 10).low()).isCloseTo(0.1871, within(1e-4));
    assertThat(new Rate(5, 10).high()).isCloseTo(0.8129, within(1e-4));
    assertThat(new Rate(10, 10).high()).isEqualTo(1);
    assertThat(new Rate(2, 10).likelihoodUnder(0.1)).isCloseTo(0.2639, within(1e-4));
    assertThat(new Rate(0, 10).likelihoodUnder(0.1)).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> new Rate(2, 1));
  }
}
