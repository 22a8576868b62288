/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries count once, whatever is merged in whatever order. */
class DistinctQueriesTest {

  @Test
  void mergesInAnyGroupingToTheExactCount() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 100; trial++) {
      int different = 1 + random.nextInt(DistinctQueries.KEPT - 1);
      Set<String> asked = new HashSet<>();
      List<DistinctQueries> parts = new ArrayList<>();
      for (int part = 0; part < 20; part++) {
        List<String> ids =
            random
                .ints(random.nextInt(40), 0, different)
                .mapToObj(number -> "query-" + number)
                .toList();
        asked.addAll(ids);
        parts.add(DistinctQueries.of(ids));
      }
      DistinctQueries forwards =
          parts.stream().reduce(DistinctQueries.none(), DistinctQueries::merge);
      DistinctQueries backwards = DistinctQueries.none();
      for (DistinctQueries part : parts) {
        backwards = part.merge(backwards);
      }
      assertThat(forwards).as("seed %d", seed).isEqualTo(DistinctQueries.of(asked));
      assertThat(backwards).as("seed %d", seed).isEqualTo(forwards);
      assertThat(forwards.count()).as("seed %d", seed).isEqualTo(asked.size());
      assertThat(DistinctQueries.ofHashes(forwards.hashes())).isEqualTo(forwards);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 1_000, 30_000})
  void estimatesWhatIsBeyondWithinThreeStandardErrors(int different) {
    for (String form : List.of("%d", "q%d", "search-%08d", "%d-of-a-long-name-that-all-have")) {
      DistinctQueries queries =
          DistinctQueries.of(IntStream.range(0, different).mapToObj(form::formatted).toList());
      assertThat((double) queries.count())
          .as("%s, %d", form, different)
          .isCloseTo(different, within(3 * different / Math.sqrt(DistinctQueries.KEPT - 2.0)));
      assertThat(queries.hashes()).hasSize(DistinctQueries.KEPT).isSorted();
    }
  }

  @Test
  void refusesWhatItNeverGave() {
    for (long[] hashes : List.of(new long[] {-1}, new long[] {2, 1}, new long[] {1, 1})) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DistinctQueries.ofHashes(hashes))
          .withMessageContaining("ascend");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DistinctQueries.ofHashes(LongStream.range(0, 257).toArray()))
        .withMessageContaining("at most 256");
  }
}
