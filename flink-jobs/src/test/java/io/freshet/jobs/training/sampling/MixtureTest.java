/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.config.SamplingConfig.Strategy;
import io.freshet.jobs.training.sampling.Mixture.Part;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixtureTest {

  private static final List<Part> PARTS =
      List.of(new Part(100, 1, 32), new Part(400, 2, 32), new Part(900, 5, 32));

  @Test
  void sharesFollowTheStrategy() {
    assertThat(Mixture.chances(Strategy.UNIFORM, 0.5, PARTS))
        .containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-12));
    assertThat(Mixture.chances(Strategy.PROPORTIONAL, 0.5, PARTS))
        .containsExactly(new double[] {1 / 14.0, 4 / 14.0, 9 / 14.0}, within(1e-12));
    assertThat(Mixture.chances(Strategy.TEMPERATURE, 0.5, PARTS))
        .containsExactly(new double[] {1 / 6.0, 2 / 6.0, 3 / 6.0}, within(1e-12));
    assertThat(Mixture.chances(Strategy.WEIGHTS, 0.5, PARTS))
        .containsExactly(new double[] {1 / 8.0, 2 / 8.0, 5 / 8.0}, within(1e-12));
  }

  @Test
  void rowsComeInTheSharesAlthoughBatchesDiffer() {
    List<Part> parts = List.of(new Part(100, 1, 64), new Part(400, 1, 16));
    double[] chances = Mixture.chances(Strategy.TEMPERATURE, 0.5, parts);
    assertThat(Mixture.expectedRows(Mixture.inclusions(chances, 1), parts))
        .containsExactly(new double[] {1 / 3.0, 2 / 3.0}, within(1e-12));
  }

  @Test
  void noPartIsInAStepMoreThanOnceWhileThereAreOthers() {
    double[] inclusions = Mixture.inclusions(new double[] {0.9, 0.06, 0.04}, 2);
    assertThat(inclusions).containsExactly(new double[] {1, 0.6, 0.4}, within(1e-12));
    assertThat(Mixture.inclusions(new double[] {0.9, 0.1}, 4))
        .containsExactly(new double[] {2.8, 1.2}, within(1e-12));
    assertThat(Mixture.inclusions(new double[] {0, 0}, 2)).containsExactly(0, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6})
  void drawsMeetTheInclusions(int count) {
    double[] chances = {0.5, 0.2, 0.15, 0.15};
    double[] inclusions = Mixture.inclusions(chances, count);
    Draws draws = new Draws(11, 0);
    int[] drawn = new int[chances.length];
    int steps = 40_000;
    for (int i = 0; i < steps; i++) {
      List<Integer> chosen = Mixture.choose(chances, count, draws);
      assertThat(chosen).hasSize(count);
      assertThat(new HashSet<>(chosen)).hasSize(Math.min(count, chances.length));
      chosen.forEach(part -> drawn[part]++);
    }
    for (int part = 0; part < chances.length; part++) {
      assertThat(drawn[part] / (double) steps).isCloseTo(inclusions[part], within(0.015));
    }
  }
}
