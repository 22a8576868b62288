/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.state;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.encoder.WeightLoader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The arrays of a state, on the device and by the names of their tensors. */
public record StoredArrays(
    Map<String, NDArray> weights,
    Map<String, NDArray> first,
    Map<String, NDArray> second,
    Map<String, NDArray> steps,
    Map<String, NDArray> averages,
    Map<String, NDArray> met,
    Map<String, NDArray> momentum) {

  static StoredArrays none() {
    return new StoredArrays(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
  }

  /** Copies the arrays of a state to the device. */
  static StoredArrays of(NDManager memory, WeightLoader loader, TrainerState state) {
    List<StateHeader.Tensor> all = state.header().tensors();
    List<StateHeader.Tensor> trained = all.stream().filter(StateHeader.Tensor::trained).toList();
    List<StateHeader.Tensor> scalars = trained.stream().map(StateHeader.Tensor::scalar).toList();
    SegmentedBytes.Reader reader = state.tensors();
    return new StoredArrays(
        read(memory, loader, all, reader),
        read(memory, loader, trained, reader),
        read(memory, loader, trained, reader),
        read(memory, loader, scalars, reader),
        state.header().averaged() ? read(memory, loader, trained, reader) : Map.of(),
        state.header().met() ? read(memory, loader, trained, reader) : Map.of(),
        state.header().met() ? read(memory, loader, trained, reader) : Map.of());
  }

  /** Frees what is no longer used: weights of tasks that went, moments of frozen tensors. */
  void free(Parameters parameters, TrainingMemory.Kept kept) {
    Set<String> trained = new HashSet<>();
    parameters.trainedSpecs().forEach(spec -> trained.add(spec.name()));
    Set<String> known = new HashSet<>();
    parameters.all().forEach(parameter -> known.add(parameter.name()));
    weights.forEach((name, array) -> closeUnless(known.contains(name), array));
    for (Map<String, NDArray> moments : List.of(first, second, steps)) {
      moments.forEach((name, array) -> closeUnless(trained.contains(name), array));
    }
    averages.forEach(
        (name, array) -> closeUnless(kept.averaged() && trained.contains(name), array));
    for (Map<String, NDArray> ofMeetings : List.of(met, momentum)) {
      ofMeetings.forEach(
          (name, array) -> closeUnless(kept.meets() && trained.contains(name), array));
    }
  }

  private static void closeUnless(boolean used, NDArray array) {
    if (!used) {
      array.close();
    }
  }

  private static Map<String, NDArray> read(
      NDManager memory,
      WeightLoader loader,
      List<StateHeader.Tensor> tensors,
      SegmentedBytes.Reader reader) {
    Map<String, NDArray> result = new HashMap<>();
    try (NDManager scope = memory.newSubManager()) {
      NDList host = new NDList();
      for (StateHeader.Tensor tensor : tensors) {
        host.add(
            scope.create(reader.next(tensor.bytes()), new Shape(tensor.shape()), DataType.FLOAT32));
      }
      NDList own = loader.own(memory, host);
      for (int i = 0; i < tensors.size(); i++) {
        result.put(tensors.get(i).name(), own.get(i));
      }
    }
    return result;
  }
}
