/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.text.TokenBatch;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
  private static List<long[]> rows(int count) {
    Random random = new Random(3);
    return IntStream.range(0, count)
        .mapToObj(i -> random.longs(1 + random.nextInt(60), 1, 99).toArray())
        .toList();
  }

  @Test
  void keepsToTheBudgetAndToTheRows() {
    List<long[]> rows = rows(200);
    TokenBuckets buckets = TokenBuckets.withinBudget(rows, 256, 0);
    assertThat(buckets.batches())
        .allMatch(batch -> batch.rows() * batch.length() <= 256)
        .hasSizeLessThan(50);
    assertRows(rows, buckets);
  }

  @Test
  void longerRowGoesAlone() {
    TokenBuckets buckets = TokenBuckets.withinBudget(List.of(new long[9], new long[9]), 4, 0);
    assertThat(buckets.batches()).hasSize(2);
  }

  @Test
  void cheapestGroupingSavesPadding() {
    List<long[]> rows = rows(64);
    TokenBuckets buckets = TokenBuckets.cheapest(rows, 64, 100_000, 0);
    int padded = buckets.batches().stream().mapToInt(b -> b.rows() * b.length()).sum();
    assertThat(buckets.batches()).hasSizeBetween(2, 12);
    assertThat(padded).isLessThan(64 * 60 * 3 / 4);
    assertRows(rows, buckets);
    assertThat(TokenBuckets.cheapest(rows, 1_000_000, 100_000, 0).batches()).hasSize(1);
  }

  @Test
  void cheapestGroupingKeepsToItsBudget() {
    List<long[]> rows = rows(200);
    TokenBuckets buckets = TokenBuckets.cheapest(rows, 64, 300, 0);
    assertThat(buckets.batches())
        .allMatch(batch -> batch.rows() * batch.length() <= 300)
        .hasSizeLessThan(40);
    assertThat(buckets.tokens())
        .isEqualTo(buckets.batches().stream().mapToInt(b -> b.rows() * b.length()).sum());
    assertRows(rows, buckets);
  }

  private static void assertRows(List<long[]> rows, TokenBuckets buckets) {
    List<long[]> all =
        buckets.batches().stream().flatMap(batch -> unpadded(batch).stream()).toList();
    long[] order = buckets.order();
    assertThat(all).hasSameSizeAs(rows);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(all.get((int) order[i])).isEqualTo(rows.get(i));
    }
  }

  private static List<long[]> unpadded(TokenBatch batch) {
    return IntStream.range(0, batch.rows())
        .mapToObj(
            row ->
                IntStream.range(row * batch.length(), (row + 1) * batch.length())
                    .filter(i -> batch.mask()[i] == 1)
                    .mapToLong(i -> batch.ids()[i])
                    .toArray())
        .toList();
  }
}
