/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import io.freshet.benchmarks.sidebyside.Side;
import io.freshet.model.ComputeOptions;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.Trainer;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.Schedule;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** Steps of the trainer as the training job makes them, from texts to updated weights. */
public final class FreshetSide implements Side {
  private final Trainer trainer;
  private final LongFunction<TrainingStep> steps;
  private long next;

  /**
   * A trainer by in-batch InfoNCE at temperature 0.05, clipped AdamW at a constant rate.
   *
   * @param length tokens of a text at most
   * @param steps by their index
   */
  public FreshetSide(
      Path folder,
      Collection<String> tasks,
      int length,
      double dropout,
      ComputeOptions compute,
      LongFunction<TrainingStep> steps)
      throws IOException {
    this.steps = steps;
    OptimizerSettings optimizer =
        new OptimizerSettings(2e-5, Schedule.CONSTANT, 0, 0, 0.01, 0.9, 0.999, 1e-8, 1.0, Map.of());
    this.trainer =
        Trainer.start(
            folder,
            new TrainerSettings(optimizer, dropout, 1, 0, false, 1, compute),
            tasks.stream()
                .collect(Collectors.toMap(Function.identity(), task -> objective(task, length))));
  }

  private static TaskObjective objective(String task, int length) {
    return TaskObjective.of(task, 1, Losses.infoNce(0.05, Negatives.BATCH), "", length, length);
  }

  @Override
  public Elapsed run(int units) {
    List<TrainingStep> block = new ArrayList<>();
    for (int i = 0; i < units; i++) {
      block.add(steps.apply(next + i));
    }
    next += units;
    return Elapsed.of(() -> block.forEach(trainer::step));
  }

  /** Arrays that the trainer holds. */
  public int arrays() {
    return trainer.arrays();
  }

  @Override
  public void close() {
    trainer.close();
  }
}
