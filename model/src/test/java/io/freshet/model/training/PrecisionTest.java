/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.Precision;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Narrow types on the processor, where they are slow but the same. */
class PrecisionTest {
  private static final List<String> TEXTS = List.of("kafka window", "a loss of gradient", "");

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void embedsAlmostTheSame(Precision precision) throws IOException {
    float[][] wide = embed(Precision.FLOAT32);
    float[][] narrow = embed(precision);
    for (int i = 0; i < wide.length; i++) {
      assertThat(narrow[i]).containsExactly(wide[i], within(0.03f)).isNotEqualTo(wide[i]);
    }
  }

  private static float[][] embed(Precision precision) throws IOException {
    try (EmbeddingModel model =
        EmbeddingModel.load(TrainingWays.MODEL, ComputeOptions.cpu(1).withPrecision(precision))) {
      return model.embed(TEXTS, TextRole.DOCUMENT);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void learnsAndGoesOnWithTheSameBits(Precision precision) throws IOException {
    TrainingWays ways = ways(precision, 0);
    byte[] undisturbed;
    double first;
    double last = 0;
    TrainerState early;
    try (Trainer trainer = ways.start()) {
      first = loss(trainer);
      early = trainer.state();
      for (int i = 0; i < 12; i++) {
        last = loss(trainer);
      }
      undisturbed = TrainingWays.bytes(trainer.state());
    }
    assertThat(last).isLessThan(0.8 * first);
    try (Trainer trainer = ways.restore(early.chunks(10_000))) {
      for (int i = 0; i < 12; i++) {
        loss(trainer);
      }
      assertThat(TrainingWays.bytes(trainer.state())).isEqualTo(undisturbed);
    }
  }

  /** The gradient hardly depends on how it is come by, or how precisely. */
  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void cachedGradientsAreAlmostThoseOfFloat32(Precision precision) throws IOException {
    double wide = norm(ways(Precision.FLOAT32, 24));
    assertThat(norm(ways(precision, 24))).isCloseTo(wide, within(0.03 * wide));
  }

  private static double norm(TrainingWays ways) throws IOException {
    try (Trainer trainer = ways.start()) {
      StepReport report = trainer.step(TrainingWays.step(0));
      while (report.skipped()) {
        report = trainer.step(TrainingWays.step(0));
      }
      return report.gradientNorm();
    }
  }

  @Test
  void lossScaleFallsWithEachOverflowAndIsKeptInTheState() throws IOException {
    try (Trainer trainer = ways(Precision.FLOAT16, 0).start()) {
      double scale = 65_536;
      double good = 0;
      // No overflow counts as a step that failed: the settings allow none of those.
      for (int i = 0; i < 6; i++) {
        boolean overflow = trainer.step(TrainingWays.step(0)).skipped();
        scale = overflow ? scale / 2 : scale;
        good = overflow ? 0 : good + 1;
      }
      assertThat(scale).as("this model overflows at first").isLessThan(65_536);
      assertThat(trainer.state().header().counters())
          .containsEntry("loss-scale", scale)
          .containsEntry("loss-scale-good-steps", good);
      assertThat(trainer.steps()).isPositive();
    }
    assertThat(ways(Precision.BFLOAT16, 0).trained(1).header().counters()).isEmpty();
  }

  private static TrainingWays ways(Precision precision, int partTokens) {
    return new TrainingWays(
        0.1, partTokens, false, 1, ComputeOptions.cpu(1).withPrecision(precision));
  }

  private static double loss(Trainer trainer) {
    return trainer.step(TrainingWays.step(0)).losses().values().iterator().next();
  }
}
