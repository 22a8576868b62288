/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.Fixtures;
import io.freshet.model.Precision;
import io.freshet.model.TextRole;
import io.freshet.model.loss.Losses;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
    learnsAndGoesOn(ways(precision, 0), 0.8);
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void learnsToPredictTokensAndGoesOnWithTheSameBits(Precision precision) throws IOException {
    learnsAndGoesOn(language(precision), 0.9);
  }

  private static void learnsAndGoesOn(TrainingWays ways, double share) throws IOException {
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
    assertThat(last).isLessThan(share * first);
    try (Trainer trainer = ways.restore(early.chunks(10_000))) {
      for (int i = 0; i < 12; i++) {
        loss(trainer);
      }
      assertThat(TrainingWays.bytes(trainer.state())).isEqualTo(undisturbed);
    }
  }

  /** A check would choose float32 for a network as narrow as this one, whatever the processor. */
  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT32"})
  void whatGoesOnKeepsThePrecisionThatItBeganWith(Precision began) throws IOException {
    TrainerState early = ways(began, 0).trained(2);
    TrainingWays open = ways(Precision.AUTO, 0);
    try (Trainer told = ways(began, 0).restore(early.chunks(10_000));
        Trainer left = open.restore(early.chunks(10_000))) {
      told.step(TrainingWays.step(2));
      left.step(TrainingWays.step(2));
      assertThat(left.state().header().fingerprint()).containsEntry("precision", began.name());
      assertThat(TrainingWays.bytes(left.state())).isEqualTo(TrainingWays.bytes(told.state()));
    }
    assertThat(open.trained(1).header().fingerprint()).containsEntry("precision", "FLOAT32");
  }

  @Test
  void eightBitsAreForEmbeddingAloneAndTrainingChoosesByItself() throws IOException {
    TrainingWays told = ways(Precision.INT8, 0);
    TrainerState first = told.trained(1);
    assertThat(first.header().fingerprint()).containsEntry("precision", "FLOAT32");
    TrainingWays open = ways(Precision.AUTO, 0);
    assertThat(TrainingWays.bytes(first)).isEqualTo(TrainingWays.bytes(open.trained(1)));
    TrainerState narrow = ways(Precision.BFLOAT16, 0).trained(1);
    try (Trainer restored = told.restore(narrow.chunks(10_000))) {
      assertThat(restored.state().header().fingerprint()).containsEntry("precision", "BFLOAT16");
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

  @Test
  void lossScaleServesThePredictionOfTokens() throws IOException {
    try (Trainer trainer = language(Precision.FLOAT16).start()) {
      StepReport report = trainer.step(TrainingWays.step(0));
      while (report.skipped()) {
        report = trainer.step(TrainingWays.step(0));
      }
      double wide;
      try (Trainer other = language(Precision.FLOAT32).start()) {
        wide = other.step(TrainingWays.step(0)).gradientNorm();
      }
      assertThat(report.gradientNorm()).isCloseTo(wide, within(0.03 * wide));
      assertThat(trainer.state().header().counters().get("loss-scale")).isGreaterThan(1);
    }
  }

  /** Dense layers behind the pooling have no part in predicting tokens. */
  @Test
  void tokensArePredictedBesideDenseLayers(@TempDir Path directory) throws IOException {
    Path folder = Fixtures.copy("language-modelling/masked-bert", directory.resolve("model"));
    String type = "\"type\": \"sentence_transformers.models.";
    Files.createDirectory(folder.resolve("1_Pooling"));
    Files.createDirectory(folder.resolve("2_Dense"));
    Files.writeString(
        folder.resolve("modules.json"),
        "[{\"path\": \"\", %sTransformer\"}, {\"path\": \"1_Pooling\", %sPooling\"}, {\"path\": \"2_Dense\", %sDense\"}]"
            .formatted(type, type, type));
    Files.writeString(
        folder.resolve("1_Pooling/config.json"),
        "{\"word_embedding_dimension\": 32, \"pooling_mode\": \"mean\"}");
    Files.writeString(
        folder.resolve("2_Dense/config.json"),
        "{\"in_features\": 32, \"out_features\": 3, \"bias\": true,"
            + " \"activation_function\": \"torch.nn.modules.activation.Tanh\"}");
    Safetensors.write(
        folder.resolve("2_Dense/model.safetensors"),
        Map.of(
            "linear.weight", HostTensor.ofFloats(new long[] {3, 32}, new float[96]),
            "linear.bias", HostTensor.ofFloats(new long[] {3}, new float[3])),
        Map.of());
    try (Trainer plain = language(Precision.BFLOAT16).start();
        Trainer beside = language(folder, Precision.BFLOAT16).start()) {
      assertThat(beside.step(TrainingWays.step(0)).gradientNorm())
          .isEqualTo(plain.step(TrainingWays.step(0)).gradientNorm());
    }
  }

  private static TrainingWays language(Precision precision) {
    return language(Fixtures.path("language-modelling/masked-bert"), precision);
  }

  private static TrainingWays language(Path model, Precision precision) {
    return new TrainingWays(
        model,
        Losses.languageModelling(0.3),
        0.1,
        24,
        true,
        1,
        ComputeOptions.cpu(1).withPrecision(precision));
  }

  private static TrainingWays ways(Precision precision, int microBatchTokens) {
    return new TrainingWays(
        0.1, microBatchTokens, false, 1, ComputeOptions.cpu(1).withPrecision(precision));
  }

  private static double loss(Trainer trainer) {
    return trainer.step(TrainingWays.step(0)).losses().values().iterator().next();
  }
}
