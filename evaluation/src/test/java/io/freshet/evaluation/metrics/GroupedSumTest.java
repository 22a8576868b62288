/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums merge in any grouping, and their intervals hold what they promise. */
class GroupedSumTest {
  private static final int TRIALS = 3_000;

  /** Where queries are drawn from. */
  private enum Population {
    /** Found or not. */
    SUCCESS,
    /** Reciprocal ranks: a third first, a third not found, the others between. */
    RECIPROCAL_RANK,
    /** Differences of two versions: mostly none, else either way. */
    GAIN;

    private double draw(SplittableRandom random) {
      return switch (this) {
        case SUCCESS -> random.nextDouble() < 0.3 ? 1 : 0;
        case RECIPROCAL_RANK ->
            switch (random.nextInt(3)) {
              case 0 -> 1;
              case 1 -> 1.0 / (2 + random.nextInt(4));
              default -> 0;
            };
        case GAIN -> random.nextInt(4) > 0 ? 0 : 0.04 + random.nextDouble() - 0.5;
      };
    }

    private double mean() {
      return switch (this) {
        case SUCCESS -> 0.3;
        case RECIPROCAL_RANK -> (1 + (1 / 2.0 + 1 / 3.0 + 1 / 4.0 + 1 / 5.0) / 4) / 3;
        case GAIN -> 0.04 / 4;
      };
    }

    private double least() {
      return this == GAIN ? -1 : 0;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SUCCESS, 15", "SUCCESS, 50", "SUCCESS, 300",
    "RECIPROCAL_RANK, 15", "RECIPROCAL_RANK, 50", "RECIPROCAL_RANK, 300",
    "GAIN, 50", "GAIN, 300"
  })
  void queriesAskedAgainDoNotNarrowTheInterval(Population population, int queries) {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    int held = 0;
    int heldIfIndependent = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] sums = new double[GroupedSum.GROUPS];
      long[] counts = new long[GroupedSum.GROUPS];
      List<Double> all = new ArrayList<>();
      for (int query = 0; query < queries; query++) {
        double value = population.draw(random);
        int times = 1 + random.nextInt(20);
        int group = GroupedSum.group("query-" + (trial * queries + query));
        sums[group] += times * value;
        counts[group] += times;
        for (int i = 0; i < times; i++) {
          all.add(value);
        }
      }
      GroupedSum sum = GroupedSum.of(sums, counts);
      held += holds(sum.interval(population.least(), 1), population.mean()) ? 1 : 0;
      heldIfIndependent += holds(independent(all), population.mean()) ? 1 : 0;
    }
    double coverage = (double) held / TRIALS;
    double before = (double) heldIfIndependent / TRIALS;
    System.out.printf(
        "%s, %d queries, seed %d: %.3f of the intervals hold the mean, %.3f if answers were"
            + " independent%n",
        population, queries, seed, coverage, before);
    // Three standard errors of 3,000 trials are 0.012.
    assertThat(coverage).as("%s, seed %d", population, seed).isBetween(0.93, 0.98);
    assertThat(before).as("%s, seed %d", population, seed).isLessThan(0.6);
  }

  /** The normal approximation that takes every answer for a query of its own. */
  private static Interval independent(List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    double half = 1.96 * Math.sqrt(squares / (values.size() - 1) / values.size());
    return new Interval(mean - half, mean + half);
  }

  private static boolean holds(Interval interval, double value) {
    return interval.low() <= value && value <= interval.high();
  }

  @Test
  void sumsMergeInAnyGrouping() {
    MetricSums one = MetricSums.of(Map.of("q1", Map.of("mrr", 1.0, "P_1", 1.0)));
    MetricSums two = MetricSums.of(Map.of("q2", Map.of("mrr", 0.5)));
    MetricSums whole =
        MetricSums.of(
            Map.of(
                "q1", Map.of("mrr", 1.0, "P_1", 1.0),
                "q2", Map.of("mrr", 0.5),
                "q3", Map.of("mrr", 0.0)));
    assertThat(MetricSums.empty().plus("q3", Map.of("mrr", 0.0)).merge(two).merge(one))
        .isEqualTo(whole);
    assertThat(whole.count("mrr")).isEqualTo(3);
    assertThat(whole.count("P_1")).isEqualTo(1);
    assertThat(whole.count("none")).isZero();
    assertThat(whole.mean("mrr")).isEqualTo(0.5);
    assertThat(whole.mean("none")).isZero();
  }

  @Test
  void askingAllQueriesAgainChangesNothing() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    GroupedSum once = GroupedSum.ZERO;
    for (int query = 0; query < 40; query++) {
      once = once.plus("q" + query, random.nextDouble());
    }
    GroupedSum often = once.merge(once).merge(once);
    assertThat(often.mean()).as("seed %d", seed).isCloseTo(once.mean(), within(1e-12));
    assertThat(often.interval(0, 1).low())
        .as("seed %d", seed)
        .isCloseTo(once.interval(0, 1).low(), within(1e-12));
    assertThat(often.interval(0, 1).high())
        .as("seed %d", seed)
        .isCloseTo(once.interval(0, 1).high(), within(1e-12));
  }

  @Test
  void saysLittleWhereLittleIsKnown() {
    assertThat(GroupedSum.ZERO.interval(0, 1)).isEqualTo(new Interval(0, 1));
    GroupedSum one = GroupedSum.ZERO.plus("q", 0.5).plus("q", 0.5);
    assertThat(one.interval(-1, 1)).isEqualTo(new Interval(-1, 1));
    GroupedSum perfect = GroupedSum.ZERO;
    for (int query = 0; query < 10; query++) {
      perfect = perfect.plus("q" + query, 1);
    }
    assertThat(perfect.interval(0, 1).high()).isEqualTo(1);
    assertThat(perfect.interval(0, 1).low()).isBetween(0.4, 0.8);
    assertThat(perfect.interval(-1, 3)).as("no bound").isEqualTo(new Interval(1, 1));
  }

  @Test
  void groupsAreAboutEven() {
    int[] sizes = new int[GroupedSum.GROUPS];
    for (int query = 0; query < 3_200; query++) {
      sizes[GroupedSum.group("query-" + query)]++;
    }
    for (int size : sizes) {
      assertThat(size).isBetween(60, 140);
    }
  }

  @Test
  void refusesAnotherNumberOfGroups() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupedSum.of(new double[3], new long[3]))
        .withMessageContaining("32");
  }
}
