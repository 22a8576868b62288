/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.batch.StepReport;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.Schedule;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture of the reference encoders trains, with its own dropout and without. */
class ArchitectureTrainingTest {
  private static final long SEED = 11;

  /** How far the weights go, all together. */
  private static final double STEP = 0.01;

  static List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(Fixtures.path("encoders"))) {
      return all.filter(Files::isDirectory).sorted().toList();
    }
  }

  /**
   * A small step along the gradient lowers the loss by its length times the slope: the mean of the
   * slopes before and after, so that the error is of the third order. Dropout changes the loss, and
   * comes from the seed.
   */
  @ParameterizedTest
  @MethodSource("folders")
  void gradientIsTheSlopeOfTheLoss(Path folder) throws IOException {
    double without;
    try (Trainer trainer = start(folder, 0, STEP)) {
      StepReport before = trainer.step(step());
      StepReport after = trainer.step(step());
      without = loss(before);
      double predicted = STEP * (before.gradientNorm() + after.gradientNorm()) / 2;
      assertThat(before.gradientNorm()).isGreaterThan(STEP);
      assertThat((without - loss(after)) / predicted)
          .as("loss %s, gradient %s", without, before.gradientNorm())
          .isCloseTo(1, within(0.02));
    }
    try (Trainer trainer = start(folder, 0.3, 0)) {
      double first = loss(trainer.step(step()));
      assertThat(first).isFinite().isNotEqualTo(without);
      assertThat(loss(trainer.step(step()))).isEqualTo(first);
    }
  }

  private static double loss(StepReport report) {
    return requireNonNull(report.losses().get("search"));
  }

  /**
   * With an epsilon far above any gradient, AdamW goes along the gradient; the clip says how far
   * where the rate is 1.
   */
  private static Trainer start(Path folder, double dropout, double length) throws IOException {
    double epsilon = 1e4;
    double rate = length > 0 ? epsilon : 0;
    OptimizerSettings optimizer =
        new OptimizerSettings(rate, Schedule.CONSTANT, 0, 1, 0, 0, 0, epsilon, length, Map.of());
    return Trainer.start(
        folder,
        new TrainerSettings(optimizer, dropout, SEED, 0, false, 1, ComputeOptions.cpu(1)),
        Map.of(
            "search",
            TaskObjective.of("search", 1, Losses.infoNce(0.5, Negatives.ALL), "", 40, 40)));
  }

  private static TrainingStep step() {
    Random random = new Random(SEED);
    List<TrainingRow> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String query = text(random, 1 + i);
      rows.add(
          new TrainingRow(
              "e" + i, query, "", text(random, 1 + 4 * i), List.of(text(random, 5)), 1, 1, true));
    }
    return new TrainingStep(0, List.of(new SubBatch("search", rows)));
  }

  private static String text(Random random, int words) {
    List<String> known = List.of("kafka", "window", "gradient", "offset", "vector", "loss", "rank");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(known.get(random.nextInt(known.size()))).append(' ');
    }
    return text.toString();
  }
}
