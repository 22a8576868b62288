/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.ComputeOptions;
import io.freshet.model.text.TokenBatch;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicatedTrainingTest {
  /**
   * So small that a part is no larger where two devices share the texts: the draws are the same.
   */
  private static final int PART_TOKENS = 24;

  @ParameterizedTest
  @CsvSource({"0, 0, false", "0.1, 24, false", "0.1, 24, true", "0, 0, true"})
  void twoReplicasTrainAsOneDeviceDoes(double dropout, int partTokens, boolean recompute)
      throws IOException {
    float[] one = weights(dropout, partTokens, recompute, 1);
    assertThat(weights(dropout, partTokens, recompute, 2)).containsExactly(one, within(2e-5f));
    assertThat(weights(0.5, PART_TOKENS, recompute, 2))
        .as("trained otherwise")
        .usingComparatorWithPrecision(2e-4f)
        .isNotEqualTo(one);
  }

  private static float[] weights(double dropout, int partTokens, boolean recompute, int replicas)
      throws IOException {
    return TrainingWays.weights(
        new TrainingWays(dropout, partTokens, recompute, replicas, ComputeOptions.cpu(1))
            .trained(3));
  }

  @Test
  void twoRunsOfReplicasGiveTheSameBits() throws IOException {
    TrainingWays ways = new TrainingWays(0.1, 0, false, 2, ComputeOptions.cpu(1));
    assertThat(TrainingWays.bytes(ways.trained(3))).isEqualTo(TrainingWays.bytes(ways.trained(3)));
  }

  @Test
  void noReplicaIsRefused() {
    assertThatThrownBy(() -> new TrainingWays(0, 0, false, 0, ComputeOptions.cpu(1)).trained(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("replicas");
  }

  @Test
  void partsAreDealtEvenly() {
    List<TokenBatch> parts =
        IntStream.of(7, 1, 5, 3, 3, 2).mapToObj(ReplicatedTrainingTest::part).toList();
    assertThat(DealtParts.among(2, parts)).containsExactly(List.of(0, 1, 4), List.of(2, 3, 5));
    assertThat(DealtParts.among(8, parts)).hasSize(8).filteredOn(List::isEmpty).hasSize(2);
  }

  private static TokenBatch part(int rows) {
    return new TokenBatch(new long[4 * rows], new long[4 * rows], rows, 4);
  }
}
