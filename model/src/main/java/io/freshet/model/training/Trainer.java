/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Trains the model of a folder, one step a call. Not thread-safe, but may be called from any one
 * thread at a time.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Trainer implements AutoCloseable {
  private Trainer() {}

  /**
   * Starts from the weights of a folder.
   *
   * @param objectives by task; every sub-batch's task must have one
   * @throws IOException where the folder cannot be read or holds no usable model
   */
  public static Trainer start(
      Path modelFolder, TrainerSettings settings, Map<String, TaskObjective> objectives)
      throws IOException {
    throw new UnsupportedOperationException("not built yet" + modelFolder + settings + objectives);
  }

  /**
   * Goes on from a state, with the tokenizer and configuration of the folder.
   *
   * @throws IOException where the folder cannot be read
   * @throws IllegalArgumentException where the state is incomplete or of another model
   */
  public static Trainer restore(
      Path modelFolder,
      TrainerSettings settings,
      Map<String, TaskObjective> objectives,
      List<StateChunk> state)
      throws IOException {
    throw new UnsupportedOperationException(
        "not built yet" + modelFolder + settings + objectives + state);
  }

  /**
   * Makes one update from all sub-batches of the step.
   *
   * @throws IllegalArgumentException where a sub-batch's task has no objective
   * @throws NonFiniteTrainingException after more non-finite steps in a row than allowed
   */
  public StepReport step(TrainingStep step) {
    throw new UnsupportedOperationException("not built yet" + step);
  }

  /** Adds or changes the objective of a task, from the next step on. */
  public void objective(TaskObjective changed) {
    throw new UnsupportedOperationException("not built yet" + changed);
  }

  /** Updates made so far, those before a restore included. */
  public long steps() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Copies weights, both moments, counters and the fingerprint of what decides their bits. */
  public TrainerState state() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Frees weights and moments; states that were taken stay. */
  @Override
  public void close() {}
}
