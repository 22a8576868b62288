/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.freshet.model.ComputeOptions;
import io.freshet.model.training.LossKind;
import io.freshet.model.training.Negatives;
import io.freshet.model.training.OptimizerSettings;
import io.freshet.model.training.Schedule;
import io.freshet.model.training.TaskObjective;
import io.freshet.model.training.Trainer;
import io.freshet.model.training.TrainerSettings;
import io.freshet.model.training.TrainingStep;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Steps of the trainer as the training job makes them, from texts to updated weights. */
final class FreshetSide implements Side {
  private final WordModel model;
  private final TrainingShape shape;
  private final Trainer trainer;
  private long next;

  FreshetSide(WordModel model, TrainingShape shape) throws IOException {
    this.model = model;
    this.shape = shape;
    OptimizerSettings optimizer =
        new OptimizerSettings(2e-5, Schedule.CONSTANT, 0, 0, 0.01, 0.9, 0.999, 1e-8, 1.0, Map.of());
    TaskObjective objective =
        new TaskObjective(
            WordModel.TASK,
            LossKind.INFO_NCE,
            1,
            0.05,
            Negatives.BATCH,
            "",
            shape.tokens(),
            shape.tokens());
    this.trainer =
        Trainer.start(
            model.folder(),
            new TrainerSettings(
                optimizer, shape.dropout(), 1, 0, ComputeOptions.cpu(shape.threads())),
            Map.of(WordModel.TASK, objective));
  }

  @Override
  public Elapsed run(int steps) {
    List<TrainingStep> batch = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      batch.add(model.step(next + i, shape.pairs(), shape.tokens()));
    }
    next += steps;
    long processor = processorTime();
    long start = System.nanoTime();
    batch.forEach(trainer::step);
    return new Elapsed((System.nanoTime() - start) / 1e9, (processorTime() - processor) / 1e9);
  }

  private static long processorTime() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** Arrays that the trainer holds. */
  int arrays() {
    return trainer.arrays();
  }

  @Override
  public void close() {
    trainer.close();
  }
}
