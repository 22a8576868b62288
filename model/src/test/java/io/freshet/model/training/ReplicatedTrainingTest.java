/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.loss.Loss;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.text.TokenBatch;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.pass.DealtParts;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReplicatedTrainingTest {
  /**
   * So small that a part is no larger where two devices share the texts: the draws are the same.
   */
  private static final int PART_TOKENS = 24;

  @ParameterizedTest
  @CsvSource({"0, 0, false", "0.1, 24, false", "0.1, 24, true", "0, 0, true"})
  void twoReplicasTrainAsOneDeviceDoes(double dropout, int microBatchTokens, boolean recompute)
      throws IOException {
    float[] one = weights(dropout, microBatchTokens, recompute, 1);
    assertThat(weights(dropout, microBatchTokens, recompute, 2))
        .containsExactly(one, within(2e-5f));
    assertThat(weights(0.5, PART_TOKENS, recompute, 2))
        .as("trained otherwise")
        .usingComparatorWithPrecision(2e-4f)
        .isNotEqualTo(one);
  }

  private static float[] weights(
      double dropout, int microBatchTokens, boolean recompute, int replicas) throws IOException {
    return TrainingWays.weights(
        new TrainingWays(dropout, microBatchTokens, recompute, replicas, ComputeOptions.cpu(1))
            .trained(3));
  }

  /** Whichever documents count, those that another replica embeds are among them. */
  @ParameterizedTest
  @EnumSource(Negatives.class)
  void negativesComeFromEveryReplica(Negatives negatives) throws IOException {
    Loss loss = Losses.infoNce(0.1, negatives);
    StepReport one;
    float[] gradient;
    try (Trainer trainer = negatives(loss, 1).start()) {
      one = trainer.step(TrainingWays.step(0));
      gradient = TrainingWays.gradient(trainer.state());
    }
    try (Trainer trainer = negatives(loss, 2).start()) {
      StepReport two = trainer.step(TrainingWays.step(0));
      assertThat(two.losses().get("search")).isCloseTo(one.losses().get("search"), within(1e-5));
      assertThat(two.gradientNorm()).isCloseTo(one.gradientNorm(), withinPercentage(1e-3));
      assertThat(two.ranks()).isEqualTo(one.ranks());
      float largest = 0;
      for (float value : gradient) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertThat(TrainingWays.gradient(trainer.state()))
          .containsExactly(gradient, within(1e-5f * largest));
    }
    int documents =
        switch (negatives) {
          case OWN -> 2;
          case BATCH -> 9;
          case ALL -> 16;
        };
    assertThat(one.ranks().get("search").candidateSum()).isEqualTo(8L * documents);
  }

  private static TrainingWays negatives(Loss loss, int replicas) {
    return new TrainingWays(TrainingWays.MODEL, loss, 0, 0, false, replicas, ComputeOptions.cpu(1));
  }

  /** Each replica predicts the tokens of its texts, and every token counts alike. */
  @ParameterizedTest
  @CsvSource({
    "causal-llama, 0, 0, false",
    "causal-llama, 0.1, 24, true",
    "masked-bert, 0.1, 24, false",
    "masked-bert, 0.1, 24, true"
  })
  void tokensArePredictedAsOnOneDevice(
      String model, double dropout, int microBatchTokens, boolean recompute) throws IOException {
    TrainingWays one = language(model, dropout, microBatchTokens, recompute, 1);
    TrainingWays two = language(model, dropout, microBatchTokens, recompute, 2);
    float[] gradient = TrainingWays.gradient(one.trained(1));
    float largest = 0;
    for (float value : gradient) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(TrainingWays.gradient(two.trained(1)))
        .containsExactly(gradient, within(1e-5f * largest));
    assertThat(TrainingWays.bytes(two.trained(2))).isEqualTo(TrainingWays.bytes(two.trained(2)));
  }

  private static TrainingWays language(
      String model, double dropout, int microBatchTokens, boolean recompute, int replicas) {
    return new TrainingWays(
        Fixtures.path("language-modelling/" + model),
        Losses.languageModelling(0.3),
        dropout,
        microBatchTokens,
        recompute,
        replicas,
        ComputeOptions.cpu(1));
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
