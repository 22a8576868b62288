/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.text.TokenBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An encoder's program and the settings that it is called with. The weights belong to the caller.
 * Thread-safe where no training call is under way.
 */
public final class Encoder {
  private final EncoderSpec spec;
  private final DevicePrograms programs;
  private final Map<String, NDArray> settings;

  private Encoder(EncoderSpec spec, DevicePrograms programs, Map<String, NDArray> settings) {
    this.spec = spec;
    this.programs = programs;
    this.settings = settings;
  }

  /** An encoder for inference: nothing is dropped. */
  public static Encoder forInference(EncoderSpec spec, ModelFolder folder, ComputeDevice device) {
    return of(spec, folder, device, 0, 0);
  }

  /**
   * An encoder for training.
   *
   * @param dropout rate of every dropout; negative for the folder's own
   */
  public static Encoder forTraining(
      EncoderSpec spec, ModelFolder folder, ComputeDevice device, double dropout) {
    return dropout < 0
        ? of(spec, folder, device, spec.dropout(), spec.attentionDropout())
        : of(spec, folder, device, dropout, dropout);
  }

  private static Encoder of(
      EncoderSpec spec,
      ModelFolder folder,
      ComputeDevice device,
      double dropout,
      double attentionDropout) {
    NDManager memory = device.memory();
    Map<String, NDArray> settings = new HashMap<>();
    spec.integers().forEach((key, value) -> settings.put(key, memory.create((long) value)));
    settings.put("epsilon", memory.create(spec.epsilon()));
    settings.put("dropout", memory.create(dropout));
    settings.put("attention_dropout", memory.create(attentionDropout));
    long pooling =
        switch (folder.pooling()) {
          case MEAN -> 0L;
          case CLS -> 1L;
        };
    settings.put("pooling", memory.create(pooling));
    settings.put("normalise", memory.create(folder.normalize()));
    return new Encoder(spec, DevicePrograms.load(spec.program(), device), settings);
  }

  /** What the folder says about the encoder. */
  public EncoderSpec spec() {
    return spec;
  }

  /** The program, for calls that train. */
  public DevicePrograms programs() {
    return programs;
  }

  /** The settings as the program takes them. */
  public Argument settings() {
    return Argument.of(settings);
  }

  /** Embeddings of a batch, [rows, dimension], owned by the scope and unfit for training. */
  public NDArray embed(NDManager scope, NDList weights, TokenBatch batch) {
    return programs
        .infer(
            scope, "embed", Argument.of(weights), ids(scope, batch), mask(scope, batch), settings())
        .singletonOrThrow();
  }

  /** The last hidden state of a batch, [rows, length, width], owned by the scope. */
  public NDArray lastHiddenState(NDManager scope, NDList weights, TokenBatch batch) {
    return programs
        .infer(
            scope,
            "last_hidden_state",
            Argument.of(weights),
            ids(scope, batch),
            mask(scope, batch),
            settings())
        .singletonOrThrow();
  }

  private static Argument ids(NDManager scope, TokenBatch batch) {
    return Argument.of(scope.create(batch.ids(), new Shape(batch.rows(), batch.length())));
  }

  private static Argument mask(NDManager scope, TokenBatch batch) {
    return Argument.of(scope.create(batch.mask(), new Shape(batch.rows(), batch.length())));
  }

  /** Batches as the program for training takes them: ids, masks, and the order of the rows. */
  public static List<Argument> side(NDManager scope, TokenBuckets buckets) {
    NDList ids = new NDList();
    NDList masks = new NDList();
    for (TokenBatch batch : buckets.batches()) {
      Shape shape = new Shape(batch.rows(), batch.length());
      ids.add(scope.create(batch.ids(), shape));
      masks.add(scope.create(batch.mask(), shape));
    }
    return List.of(
        Argument.of(ids), Argument.of(masks), Argument.of(scope.create(buckets.order())));
  }
}
