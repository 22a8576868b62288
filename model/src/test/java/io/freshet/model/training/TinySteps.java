/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.adapter.LowRankSettings;
import io.freshet.model.architecture.TensorPattern;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.settings.LearningRateSchedule;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.ParameterSettings;
import io.freshet.model.training.settings.Schedule;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Steps of made-up words for the model of the training fixture. */
final class TinySteps {
  static final Path MODEL = Fixtures.path("training/initial");

  /** An adapter of rank 3 on two linear layers of every layer. */
  static final ParameterSettings LOW_RANK =
      new ParameterSettings(
          false,
          0,
          List.of(),
          Optional.of(
              new LowRankSettings(
                  3, 6, 0.1, List.of(new TensorPattern("query"), new TensorPattern("value")))),
          Optional.empty());

  private static final List<String> WORDS =
      List.of("kafka", "window", "gradient", "offset", "vector", "loss", "rank", "state", "query");

  private TinySteps() {}

  static TrainerSettings settings(ParameterSettings parameters, double averageDecay) {
    OptimizerSettings optimizer =
        new OptimizerSettings(
            5e-3,
            new LearningRateSchedule(Schedule.WARMUP_STABLE_DECAY, 2, 0, 2, 6),
            0.01,
            0.9,
            0.999,
            1e-8,
            1.0,
            averageDecay,
            Map.of("*.layer.1.*", 0.5));
    return new TrainerSettings(optimizer, parameters, 0.1, 42, 2, false, 1, ComputeOptions.cpu(1));
  }

  static Map<String, TaskObjective> objectives() {
    return Map.of(
        "search",
        TaskObjective.of("search", 1, Losses.infoNce(0.1, Negatives.ALL), "d: ", 32, 32),
        "similarity",
        TaskObjective.of("similarity", 0.5, Losses.cosent(0.1), "", 32, 32));
  }

  /** A step of both tasks. */
  static TrainingStep step(long index) {
    return new TrainingStep(index, List.of(batch("search", index), batch("similarity", index)));
  }

  /** A step of one task. */
  static TrainingStep step(long index, String task) {
    return new TrainingStep(index, List.of(batch(task, index)));
  }

  static SubBatch batch(String task, long seed) {
    Random random = new Random(seed);
    List<TrainingRow> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String query = WORDS.get(i) + " " + text(random, 3);
      rows.add(
          new TrainingRow(
              "e" + i,
              query,
              "",
              query + " " + text(random, 2 + 3 * i),
              List.of(text(random, 5)),
              random.nextDouble(),
              1,
              i < 4));
    }
    return new SubBatch(task, rows);
  }

  static String text(Random random, int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return text.toString();
  }
}
