/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.training.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.config.SamplingConfig.Strategy;
import io.freshet.jobs.training.sampling.Mixture.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MixtureTest {

  private static final Offset<Double> EXACT = within(1e-12);
  private static final List<Part> PARTS = List.of(part(100, 1), part(400, 2), part(900, 5));

  private static Part part(double count, double weight) {
    return new Part(count, weight, 0, 1);
  }

  @Test
  void sharesFollowTheStrategy() {
    assertThat(Mixture.shares(Strategy.UNIFORM, 0.5, PARTS))
        .containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, EXACT);
    assertThat(Mixture.shares(Strategy.PROPORTIONAL, 0.5, PARTS))
        .containsExactly(new double[] {1 / 14.0, 4 / 14.0, 9 / 14.0}, EXACT);
    assertThat(Mixture.shares(Strategy.TEMPERATURE, 0.5, PARTS))
        .containsExactly(new double[] {1 / 6.0, 2 / 6.0, 3 / 6.0}, EXACT);
    assertThat(Mixture.shares(Strategy.WEIGHTS, 0.5, PARTS))
        .containsExactly(new double[] {1 / 8.0, 2 / 8.0, 5 / 8.0}, EXACT);
  }

  @Test
  void boundsHoldAndTheOthersKeepTheirProportion() {
    List<Part> parts =
        List.of(new Part(10, 1, 0.2, 1), part(100, 1), part(200, 1), new Part(690, 1, 0, 0.5));
    assertThat(Mixture.shares(Strategy.PROPORTIONAL, 1, parts))
        .containsExactly(new double[] {0.2, 0.1, 0.2, 0.5}, EXACT);
  }

  @Test
  void boundsThatLeaveNoSharesAreScaled() {
    List<Part> low = List.of(new Part(1, 1, 0, 0.2), new Part(1, 1, 0, 0.3));
    assertThat(Mixture.shares(Strategy.UNIFORM, 1, low))
        .containsExactly(new double[] {0.4, 0.6}, EXACT);
    List<Part> high = List.of(new Part(1, 1, 0.9, 1), new Part(1, 1, 0.6, 1));
    assertThat(Mixture.shares(Strategy.UNIFORM, 1, high))
        .containsExactly(new double[] {0.6, 0.4}, EXACT);
  }

  @Test
  void freshAndReplayedRowsTogetherHaveTheShares() {
    double[] fresh = {0.7, 0.2, 0.1};
    double[] shares = {0.4, 0.3, 0.3};
    double[] replayed = Mixture.replayed(shares, fresh, 1);
    for (int i = 0; i < 3; i++) {
      assertThat((fresh[i] + replayed[i]) / 2).isCloseTo(shares[i], EXACT);
    }
  }

  @Test
  void whatArrivesTooOftenIsNotReplayed() {
    assertThat(Mixture.replayed(new double[] {0.4, 0.4, 0.2}, new double[] {1, 0, 0}, 1))
        .containsExactly(new double[] {0, 2 / 3.0, 1 / 3.0}, EXACT);
    assertThat(Mixture.replayed(new double[] {1}, new double[] {1}, 0)).containsExactly(0);
  }

  @Test
  void sharesAreWithinTheirBoundsWhateverTheseAre() {
    long seed = Long.getLong("freshet.seed", System.nanoTime());
    System.out.println("-Dfreshet.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      List<Part> parts = new ArrayList<>();
      int count = 1 + random.nextInt(8);
      for (int i = 0; i < count; i++) {
        double least = random.nextBoolean() ? 0 : random.nextDouble() / count;
        double most = random.nextBoolean() ? 1 : least + (1 - least) * random.nextDouble();
        parts.add(new Part(1 + random.nextInt(100_000), 1, least, most));
      }
      double[] shares = Mixture.shares(Strategy.TEMPERATURE, random.nextDouble(), parts);
      assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-9));
      if (parts.stream().mapToDouble(Part::maximum).sum() >= 1) {
        for (int i = 0; i < count; i++) {
          assertThat(shares[i])
              .isBetween(parts.get(i).minimum() - 1e-9, parts.get(i).maximum() + 1e-9);
        }
      }
    }
  }
}
