/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

import ai.djl.ndarray.NDList;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.encoder.AutoPrecision;
import io.freshet.model.encoder.Encoder;
import io.freshet.model.encoder.EncodingWeights;
import io.freshet.model.encoder.ParallelEncoder;
import io.freshet.model.encoder.TokenBuckets;
import io.freshet.model.encoder.WeightLoader;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The network of a model folder on a device: token ids in, embeddings out. Thread-safe; calls take
 * turns on the device.
 */
final class EmbeddingNetwork {
  private final ModelFolder folder;
  private final String digest;
  private final int dimension;
  private final int batchTokens;
  private final long padId;
  private final ComputeDevice device;
  private final ParallelEncoder encoder;
  private final NDList weights;
  private final Map<String, NDList> projections;
  private final ReentrantLock turn = new ReentrantLock(true);
  private boolean closed;

  private EmbeddingNetwork(
      ModelFolder folder,
      Map<String, HostTensor> tensors,
      TextTokenizer tokenizer,
      ComputeOptions compute,
      ComputeDevice device)
      throws IOException {
    WeightLoader loader = new WeightLoader(DevicePrograms.load(Program.COMMON, device));
    this.folder = folder;
    this.digest = folder.digest(tensors);
    this.dimension = Math.min(folder.dimension(), compute.dimension().orElse(folder.dimension()));
    this.batchTokens = compute.batchTokens();
    this.padId = tokenizer.padId();
    this.device = device;
    Encoder whole = Encoder.of(folder, device);
    this.weights = EncodingWeights.load(device, folder, tokenizer, tensors, loader, whole);
    this.encoder = new ParallelEncoder(whole, device);
    this.projections = projections(folder, loader, device, tensors);
  }

  /**
   * Loads the network of a folder.
   *
   * @param beforeTheEnd returns when the process encodes no more; called when it ends
   * @throws IOException where the folder's weights cannot be read
   */
  static EmbeddingNetwork load(
      ModelFolder folder, TextTokenizer tokenizer, ComputeOptions compute, Runnable beforeTheEnd)
      throws IOException {
    Map<String, HostTensor> tensors = folder.tensors();
    ComputeDevice device =
        ComputeDevice.open(
            AutoPrecision.here().settle(folder, tokenizer, compute), 0, beforeTheEnd);
    try {
      return new EmbeddingNetwork(folder, tensors, tokenizer, compute, device);
    } catch (IOException | RuntimeException e) {
      device.close();
      throw e;
    }
  }

  private static Map<String, NDList> projections(
      ModelFolder folder,
      WeightLoader loader,
      ComputeDevice device,
      Map<String, HostTensor> tensors)
      throws IOException {
    Map<String, NDList> projections = new HashMap<>();
    for (String task : folder.projectionTasks()) {
      List<TensorSpec> specs = folder.projectionTensors(task, folder.projectionDimension(task));
      projections.put(task, loader.load(device.memory(), specs, tensors));
    }
    return Map.copyOf(projections);
  }

  String digest() {
    return digest;
  }

  /** Numbers of an embedding that are kept. */
  int dimension() {
    return dimension;
  }

  Precision precision() {
    return device.precision();
  }

  /**
   * Embeds texts: [texts, dimension], or [texts, numbers of the projection] where they go through
   * one.
   *
   * @throws IllegalArgumentException where the task has no projection
   */
  float[][] embed(TokenizedTexts texts, DeviceTurn turns) {
    return texts
        .projection()
        .map(task -> embedFor(task, texts, turns))
        .orElseGet(() -> embed(weights, folder.fullDimension(), dimension, texts, turns));
  }

  private float[][] embedFor(String task, TokenizedTexts texts, DeviceTurn turns) {
    int width = folder.projectionDimension(task);
    NDList projected = new NDList(weights);
    projected.addAll(Objects.requireNonNull(projections.get(task)));
    return embed(projected, width, width, texts, turns);
  }

  /** Texts of like length go through the network together. */
  private float[][] embed(NDList all, int full, int kept, TokenizedTexts texts, DeviceTurn turns) {
    TokenBuckets buckets = TokenBuckets.withinBudget(texts.ids(), batchTokens, padId);
    float[][] result = new float[texts.size()][];
    int done = 0;
    for (TokenBatch batch : buckets.batches()) {
      float[] values = turns.take(() -> call(all, batch, texts.skipped()));
      for (int row = 0; row < batch.rows(); row++) {
        float[] vector = Arrays.copyOfRange(values, row * full, (row + 1) * full);
        result[buckets.rows().get(done)] = kept == full ? vector : cut(vector, kept);
        done++;
      }
    }
    return result;
  }

  /** Cut vectors of length 1 are brought back to it. */
  private float[] cut(float[] vector, int kept) {
    return folder.normalize()
        ? EmbeddingModel.shortened(vector, kept)
        : Arrays.copyOf(vector, kept);
  }

  private float[] call(NDList all, TokenBatch batch, int skipped) {
    turn.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the embedding model of " + folder.path() + " is closed");
      }
      return encoder.embed(all, batch, skipped);
    } finally {
      turn.unlock();
    }
  }

  /**
   * Frees the weights; a call that is under way ends first, later ones fail.
   *
   * @return whether it was open
   */
  boolean close() {
    turn.lock();
    try {
      if (closed) {
        return false;
      }
      closed = true;
      encoder.close();
      device.close();
      return true;
    } finally {
      turn.unlock();
    }
  }
}
