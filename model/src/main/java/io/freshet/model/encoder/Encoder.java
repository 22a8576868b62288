/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.text.TokenBatch;

/**
 * Token batches to hidden states and embeddings. The weights belong to the caller. Thread-safe
 * where no training call is under way.
 */
public final class Encoder {
  private final DevicePrograms programs;
  private final NetworkSettings settings;

  private Encoder(DevicePrograms programs, NetworkSettings settings) {
    this.programs = programs;
    this.settings = settings;
  }

  /** The encoder of a folder; nothing is dropped. */
  public static Encoder of(ModelFolder folder, ComputeDevice device) {
    Architecture architecture = folder.architecture();
    return new Encoder(
        DevicePrograms.load(Program.ENCODER, architecture.program(), device),
        NetworkSettings.forInference(folder, device.memory(), device.precision()));
  }

  /** The same, whose calls compute on the calling thread alone. */
  Encoder singleThreaded() {
    return new Encoder(programs.singleThreaded(), settings);
  }

  /** Embeddings of a batch, [rows, dimension], owned by the scope and unfit for training. */
  public NDArray embed(NDManager scope, NDList weights, TokenBatch batch) {
    return run(scope, "embed", weights, batch, settings.argument());
  }

  /**
   * Embeddings of a batch whose pooling leaves out the first tokens of each row.
   *
   * @param skipped how many tokens, such as those of a prompt
   */
  public NDArray embed(NDManager scope, NDList weights, TokenBatch batch, int skipped) {
    return run(scope, "embed", weights, batch, settings.skipping(scope, skipped));
  }

  /**
   * Widens the ranges of the products of 8 bits to what enters them here.
   *
   * @param weights of {@link EncodingWeights} in 8 bits, whose ranges change
   */
  void measure(NDManager scope, NDList weights, TokenBatch batch) {
    run(scope, "embed", weights, batch, settings.measuring(scope));
  }

  /** The last hidden state of a batch, [rows, length, width], zero at padding. */
  public NDArray lastHiddenState(NDManager scope, NDList weights, TokenBatch batch) {
    return run(scope, "last_hidden_state", weights, batch, settings.argument());
  }

  private NDArray run(
      NDManager scope, String method, NDList weights, TokenBatch batch, Argument told) {
    Shape shape = new Shape(batch.rows(), batch.length());
    return programs
        .infer(
            scope,
            method,
            Argument.of(weights),
            Argument.of(scope.create(batch.ids(), shape)),
            Argument.of(scope.create(batch.mask(), shape)),
            told)
        .singletonOrThrow();
  }
}
