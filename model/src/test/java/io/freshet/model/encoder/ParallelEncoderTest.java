/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelEncoderTest {
  private static final int THREADS = 4;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void partsHaveAllRowsInOrderAndAboutAsManyTokensEach(long seed) {
    Random random = new Random(seed);
    List<long[]> rows =
        IntStream.range(0, 1 + random.nextInt(80))
            .mapToObj(i -> random.longs(1 + random.nextInt(60), 1, 99).toArray())
            .toList();
    int tokens = rows.stream().mapToInt(row -> row.length).sum();
    int longest = rows.stream().mapToInt(row -> row.length).max().orElseThrow();

    List<TokenBatch> parts = ParallelEncoder.parts(TextTokenizer.pad(rows, 0), THREADS);

    List<long[]> dealt =
        parts.stream()
            .flatMap(part -> IntStream.range(0, part.rows()).mapToObj(row -> tokensOf(part, row)))
            .toList();
    assertThat(dealt).usingRecursiveComparison().isEqualTo(rows);
    assertThat(parts).hasSizeBetween(1, Math.max(1, Math.min(THREADS, tokens / 128)));
    if (parts.size() > 1) {
      for (TokenBatch part : parts) {
        double share = Arrays.stream(part.mask()).sum() - (double) tokens / parts.size();
        assertThat(share).as("tokens more than its share").isLessThanOrEqualTo(longest);
        assertThat(part.length()).isEqualTo(Arrays.stream(lengths(part)).max().orElseThrow());
      }
    }
  }

  @Test
  void littleIsNotShared() {
    TokenBatch queries = TextTokenizer.pad(List.of(new long[127], new long[128]), 0);
    assertThat(ParallelEncoder.parts(queries, THREADS)).containsExactly(queries);
    TokenBatch one = TextTokenizer.pad(List.of(new long[512]), 0);
    assertThat(ParallelEncoder.parts(one, THREADS)).containsExactly(one);
    TokenBatch two = TextTokenizer.pad(List.of(new long[128], new long[128]), 0);
    assertThat(ParallelEncoder.parts(two, THREADS)).hasSize(2);
    assertThat(ParallelEncoder.parts(two, 1)).containsExactly(two);
  }

  @Test
  void aLongRowLeavesTheOthersToTheOtherThreads() {
    List<long[]> rows = List.of(new long[500], new long[20], new long[20], new long[20]);
    assertThat(ParallelEncoder.parts(TextTokenizer.pad(rows, 0), THREADS))
        .extracting(TokenBatch::rows)
        .containsExactly(1, 1, 1, 1);
    assertThat(ParallelEncoder.parts(TextTokenizer.pad(rows, 0), 2))
        .extracting(TokenBatch::length)
        .containsExactly(500, 20);
  }

  private static int[] lengths(TokenBatch batch) {
    return IntStream.range(0, batch.rows()).map(batch::tokens).toArray();
  }

  private static long[] tokensOf(TokenBatch batch, int row) {
    int from = row * batch.length();
    return Arrays.copyOfRange(batch.ids(), from, from + batch.tokens(row));
  }
}
