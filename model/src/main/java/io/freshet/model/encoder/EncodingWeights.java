/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.Precision;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The weights of a network that encodes and is not trained, in the precision of its device.
 *
 * <p>In 8 bits a matrix of a layer has one step a row, and what enters its product has one range,
 * which is measured on the {@link ProbingTexts}. So an embedding does not depend on the texts that
 * it is made beside, as it would if each batch had ranges of its own.
 */
public final class EncodingWeights {
  private EncodingWeights() {}

  /**
   * Loads a folder's network.
   *
   * @param encoder of the folder on the device
   * @return the network's tensors, step and range of each matrix of 8 bits, and the dense layers
   *     behind the network
   * @throws ModelFormatException where a tensor is missing or has another shape
   * @throws IOException where the tokenizer's words cannot be read
   */
  public static NDList load(
      ComputeDevice device,
      ModelFolder folder,
      TextTokenizer tokenizer,
      Map<String, HostTensor> tensors,
      WeightLoader loader,
      Encoder encoder)
      throws IOException {
    List<TokenBatch> probing =
        device.precision() == Precision.INT8 ? ProbingTexts.batches(folder, tokenizer) : List.of();
    return load(device, folder, probing, tensors, loader, encoder);
  }

  /**
   * The same, where the probing texts have been tokenized.
   *
   * @param probing what the ranges of 8 bits are measured on
   */
  static NDList load(
      ComputeDevice device,
      ModelFolder folder,
      List<TokenBatch> probing,
      Map<String, HostTensor> tensors,
      WeightLoader loader,
      Encoder encoder)
      throws ModelFormatException {
    NDManager memory = device.memory();
    if (device.precision() != Precision.INT8) {
      return loader.loadFixed(memory, folder, tensors);
    }
    NDList weights = eightBit(memory, folder, tensors, loader);
    for (TokenBatch batch : probing) {
      try (NDManager scope = memory.newSubManager()) {
        encoder.measure(scope, weights, batch);
      }
    }
    return weights;
  }

  private static NDList eightBit(
      NDManager memory, ModelFolder folder, Map<String, HostTensor> tensors, WeightLoader loader)
      throws ModelFormatException {
    List<TensorSpec> all = folder.network();
    int inside = folder.architecture().tensors().size();
    Set<Long> places =
        LongStream.of(places(folder.architecture())).boxed().collect(Collectors.toSet());
    NDList weights = new NDList();
    NDList stepsAndRanges = new NDList();
    for (int i = 0; i < inside; i++) {
      if (places.contains((long) i)) {
        NDList matrix = loader.loadEightBit(memory, all.get(i), tensors);
        weights.add(matrix.get(0));
        stepsAndRanges.addAll(matrix.subNDList(1));
      } else {
        weights.addAll(loader.loadFixed(memory, all.subList(i, i + 1), tensors));
      }
    }
    weights.addAll(stepsAndRanges);
    weights.addAll(loader.load(memory, all.subList(inside, all.size()), tensors));
    return weights;
  }

  /** The matrices of the layers, which alone multiply in 8 bits, among the network's tensors. */
  static long[] places(Architecture architecture) {
    List<Long> starts = architecture.layers();
    List<TensorSpec> tensors = architecture.tensors();
    return LongStream.range(starts.get(0), starts.get(starts.size() - 1))
        .filter(place -> tensors.get((int) place).sizes().size() == 2)
        .toArray();
  }
}
