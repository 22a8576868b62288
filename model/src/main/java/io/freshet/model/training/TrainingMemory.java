/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.encoder.WeightLoader;
import io.freshet.model.folder.HostTensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * The arrays that a trainer owns, all float32 and in the order of the encoder's tensors.
 *
 * @param steps updates that each weight has had, without dimensions
 */
record TrainingMemory(NDList weights, NDList first, NDList second, NDList steps) {

  /** Arrays of a trainer that has made no step. */
  static TrainingMemory fresh(
      NDManager memory,
      WeightLoader loader,
      Architecture architecture,
      Map<String, HostTensor> tensors)
      throws ModelFormatException {
    NDList weights = loader.load(memory, architecture, tensors);
    NDList first = new NDList();
    NDList second = new NDList();
    NDList steps = new NDList();
    for (NDArray weight : weights) {
      weight.setRequiresGradient(true);
      first.add(memory.zeros(weight.getShape()));
      second.add(memory.zeros(weight.getShape()));
      steps.add(memory.zeros(new Shape()));
    }
    return new TrainingMemory(weights, first, second, steps);
  }

  /**
   * Arrays as a state has them.
   *
   * @throws IllegalArgumentException where the state is of another model
   */
  static TrainingMemory restored(
      NDManager memory, WeightLoader loader, Architecture architecture, TrainerState state) {
    List<StateHeader.Tensor> tensors = state.header().tensors();
    if (!tensors.equals(describe(architecture))) {
      throw new IllegalArgumentException(
          "the training state is of a model with other tensors than the model folder's");
    }
    SegmentedBytes.Reader reader = state.tensors();
    NDList weights = read(memory, loader, tensors, reader);
    weights.forEach(weight -> weight.setRequiresGradient(true));
    NDList first = read(memory, loader, tensors, reader);
    NDList second = read(memory, loader, tensors, reader);
    List<StateHeader.Tensor> scalars =
        tensors.stream().map(t -> new StateHeader.Tensor(t.name(), List.of())).toList();
    return new TrainingMemory(weights, first, second, read(memory, loader, scalars, reader));
  }

  /** The tensors of an encoder as the header of a state lists them. */
  static List<StateHeader.Tensor> describe(Architecture architecture) {
    return architecture.tensors().stream()
        .map(shape -> new StateHeader.Tensor(shape.name(), shape.sizes()))
        .toList();
  }

  /** Copies everything out, behind a header. */
  TrainerState copy(StateHeader header) {
    ByteBuffer head = header.encode();
    long length = head.remaining() + 3 * header.tensorBytes() + 4L * header.tensors().size();
    SegmentedBytes.Writer writer = new SegmentedBytes.Writer(length);
    writer.put(head);
    for (NDList arrays : List.of(weights, first, second, steps)) {
      for (NDArray array : arrays) {
        writer.put(array.toByteBuffer(true));
      }
    }
    return new TrainerState(header, writer.done());
  }

  private static NDList read(
      NDManager memory,
      WeightLoader loader,
      List<StateHeader.Tensor> tensors,
      SegmentedBytes.Reader reader) {
    try (NDManager scope = memory.newSubManager()) {
      NDList host = new NDList();
      for (StateHeader.Tensor tensor : tensors) {
        host.add(
            scope.create(reader.next(tensor.bytes()), new Shape(tensor.shape()), DataType.FLOAT32));
      }
      return loader.own(memory, host);
    }
  }
}
