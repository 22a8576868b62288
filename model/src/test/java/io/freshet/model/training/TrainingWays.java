/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.loss.Loss;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.training.batch.SubBatch;
import io.freshet.model.training.batch.TrainingRow;
import io.freshet.model.training.batch.TrainingStep;
import io.freshet.model.training.exchange.Team;
import io.freshet.model.training.settings.OptimizerSettings;
import io.freshet.model.training.settings.Schedule;
import io.freshet.model.training.settings.TaskObjective;
import io.freshet.model.training.settings.TrainerSettings;
import io.freshet.model.training.state.SegmentedBytes;
import io.freshet.model.training.state.StateChunk;
import io.freshet.model.training.state.StateHeader;
import io.freshet.model.training.state.TrainerState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A small training that can be run in several ways. */
record TrainingWays(
    Path model,
    Loss loss,
    double dropout,
    int microBatchTokens,
    boolean recompute,
    int replicas,
    ComputeOptions compute) {
  static final Path MODEL = Fixtures.path("training/initial");
  private static final List<String> WORDS =
      List.of("kafka", "window", "gradient", "offset", "vector", "loss", "rank", "state", "query");

  TrainingWays(
      double dropout,
      int microBatchTokens,
      boolean recompute,
      int replicas,
      ComputeOptions compute) {
    this(
        MODEL,
        Losses.infoNce(0.1, Negatives.ALL),
        dropout,
        microBatchTokens,
        recompute,
        replicas,
        compute);
  }

  static TrainingWays plain(double dropout) {
    return new TrainingWays(dropout, 0, false, 1, ComputeOptions.cpu(1));
  }

  Trainer start() throws IOException {
    return Trainer.start(model, settings(), objectives());
  }

  Trainer start(Team team) throws IOException {
    return Trainer.start(model, settings(), objectives(), team);
  }

  Trainer restore(List<StateChunk> state) throws IOException {
    return Trainer.restore(model, settings(), objectives(), state);
  }

  Trainer restore(Team team, List<StateChunk> state) throws IOException {
    return Trainer.restore(model, settings(), objectives(), team, state);
  }

  /** The state after some steps. */
  TrainerState trained(int steps) throws IOException {
    try (Trainer trainer = start()) {
      for (int i = 0; i < steps; i++) {
        trainer.step(step(i));
      }
      return trainer.state();
    }
  }

  private TrainerSettings settings() {
    OptimizerSettings optimizer =
        new OptimizerSettings(1e-3, Schedule.CONSTANT, 0, 0, 0.01, 0.9, 0.999, 1e-8, 1.0, Map.of());
    return new TrainerSettings(optimizer, dropout, 42, 0, recompute, replicas, compute);
  }

  private Map<String, TaskObjective> objectives() {
    return Map.of(
        "search",
        TaskObjective.of("search", 1, loss, "d: ", 32, 32).withMicroBatchTokens(microBatchTokens));
  }

  /** A step of rows whose texts differ in length. */
  static TrainingStep step(long index) {
    Random random = new Random(index);
    List<TrainingRow> rows = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      rows.add(row("e" + i, WORDS.get(i) + " " + text(random, 3), text(random, 2 + i)));
    }
    return new TrainingStep(index, List.of(new SubBatch("search", rows)));
  }

  static TrainingRow row(String id, String query, String positive) {
    return new TrainingRow(
        id, query, "", positive, List.of("not " + positive), Double.NaN, 1, true);
  }

  private static String text(Random random, int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return text.toString();
  }

  /** All bytes of a state. */
  static byte[] bytes(TrainerState state) {
    List<StateChunk> chunks = state.chunks(1 << 20);
    ByteBuffer all =
        ByteBuffer.allocate(chunks.stream().mapToInt(c -> c.bytes().remaining()).sum());
    chunks.forEach(chunk -> all.put(chunk.bytes().duplicate()));
    return all.array();
  }

  /** The weights one after the other. */
  static float[] weights(TrainerState state) {
    return floats(state.tensors(), state.header().tensors());
  }

  /**
   * The clipped gradient of the only step so far, tensor after tensor: first moments are 0.1 of it.
   */
  static float[] gradient(TrainerState state) {
    SegmentedBytes.Reader reader = state.tensors();
    List<StateHeader.Tensor> all = state.header().tensors();
    floats(reader, all);
    float[] moments = floats(reader, all.stream().filter(StateHeader.Tensor::trained).toList());
    for (int i = 0; i < moments.length; i++) {
      moments[i] *= 10;
    }
    return moments;
  }

  private static float[] floats(SegmentedBytes.Reader reader, List<StateHeader.Tensor> tensors) {
    float[] values = new float[tensors.stream().mapToInt(t -> (int) t.elements()).sum()];
    int done = 0;
    for (StateHeader.Tensor tensor : tensors) {
      ByteBuffer bytes = reader.next(tensor.bytes()).order(ByteOrder.nativeOrder());
      for (int i = 0; i < tensor.elements(); i++) {
        values[done++] = bytes.getFloat();
      }
    }
    return values;
  }
}
