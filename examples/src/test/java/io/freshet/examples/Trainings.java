/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.examples;

import io.freshet.model.ComputeOptions;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.loss.Loss;
import io.freshet.model.text.WordPieceLearner;
import io.freshet.model.training.Trainer;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.Schedule;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A tiny model and the same few pairs in every step. */
public final class Trainings {
  /** Tokens of a text at most. */
  public static final int LENGTH = 16;

  /** Queries, each with its document. */
  public static final Map<String, String> PAIRS =
      Map.of(
          "key record", "topic partition offset",
          "window state", "event stream barrier",
          "index vector", "document segment merge",
          "query operator", "checkpoint topic key");

  private static final String TASK = "pairs";

  private Trainings() {}

  /** Creates a model folder and returns it. */
  public static Path model(Path directory, String architecture) throws IOException {
    Path tokenizer = directory.resolve("tokenizer");
    WordPieceLearner.learn(List.of(PAIRS.toString()), 120, tokenizer);
    Path model = directory.resolve("model");
    FreshModel.create(architecture, ModelSize.TINY, tokenizer, 1, LENGTH, model);
    return model;
  }

  /** The queries in the order of the rows. */
  public static List<String> queries() {
    return PAIRS.keySet().stream().sorted().toList();
  }

  /** Their documents. */
  public static List<String> documents() {
    return queries().stream().map(Trainings::document).toList();
  }

  private static String document(String query) {
    return PAIRS.getOrDefault(query, "");
  }

  /** The values of a loss before each of some steps, without dropout, under weights of the rows. */
  public static List<Double> values(Path model, Loss loss, int steps, double... weights)
      throws IOException {
    OptimizerSettings optimizer =
        new OptimizerSettings(1e-3, Schedule.CONSTANT, 0, 0, 0.01, 0.9, 0.999, 1e-8, 1.0, Map.of());
    TrainerSettings settings =
        new TrainerSettings(optimizer, 0, 42, 0, false, 1, ComputeOptions.cpu(1));
    TaskObjective objective = TaskObjective.of(TASK, 1, loss, "", LENGTH, LENGTH);
    List<TrainingRow> rows = rows(weights);
    try (Trainer trainer = Trainer.start(model, settings, Map.of(TASK, objective))) {
      return LongStream.range(0, steps)
          .mapToObj(i -> trainer.step(new TrainingStep(i, List.of(new SubBatch(TASK, rows)))))
          .map(report -> report.losses().getOrDefault(TASK, Double.NaN))
          .toList();
    }
  }

  private static List<TrainingRow> rows(double... weights) {
    List<String> queries = queries();
    return IntStream.range(0, queries.size())
        .mapToObj(
            i ->
                new TrainingRow(
                    "e" + i,
                    queries.get(i),
                    "",
                    document(queries.get(i)),
                    List.of(),
                    Double.NaN,
                    weights.length == 0 ? 1 : weights[i],
                    true))
        .toList();
  }
}
