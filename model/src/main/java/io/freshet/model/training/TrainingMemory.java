/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.encoder.WeightLoader;
import io.freshet.model.folder.HostTensor;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The arrays that a trainer owns, all float32. */
final class TrainingMemory {
  private final Parameters parameters;
  private final Set<String> held;
  private final NDList weights;
  private final NDList first;
  private final NDList second;
  private final NDList steps;

  private TrainingMemory(
      Parameters parameters,
      Set<String> held,
      NDList weights,
      NDList first,
      NDList second,
      NDList steps) {
    this.parameters = parameters;
    this.held = Set.copyOf(held);
    this.weights = weights;
    this.first = first;
    this.second = second;
    this.steps = steps;
    trained().forEach(weight -> weight.setRequiresGradient(true));
  }

  /**
   * Arrays of a trainer that has made no step.
   *
   * @param start what every tensor begins as, by name
   */
  static TrainingMemory fresh(
      NDManager memory, WeightLoader loader, Parameters parameters, Map<String, HostTensor> start)
      throws ModelFormatException {
    return assemble(
        memory, loader, parameters, start, Map.of(), List.of(Map.of(), Map.of(), Map.of()));
  }

  /**
   * Arrays as a state has them. What it does not hold begins as in a trainer without a state.
   *
   * @param start what every tensor begins as, by name
   * @throws IllegalArgumentException where the state is of another model
   */
  static TrainingMemory restored(
      NDManager memory,
      WeightLoader loader,
      Parameters parameters,
      Map<String, HostTensor> start,
      TrainerState state)
      throws ModelFormatException {
    List<StateHeader.Tensor> all = state.header().tensors();
    refuseOthers(parameters, all);
    List<StateHeader.Tensor> trained = all.stream().filter(StateHeader.Tensor::trained).toList();
    List<StateHeader.Tensor> scalars = trained.stream().map(StateHeader.Tensor::scalar).toList();
    SegmentedBytes.Reader reader = state.tensors();
    Map<String, NDArray> values = read(memory, loader, all, reader);
    return assemble(
        memory,
        loader,
        parameters,
        start,
        values,
        List.of(
            read(memory, loader, trained, reader),
            read(memory, loader, trained, reader),
            read(memory, loader, scalars, reader)));
  }

  /** Puts arrays in the order of the parameters, and makes those that are not there. */
  private static TrainingMemory assemble(
      NDManager memory,
      WeightLoader loader,
      Parameters parameters,
      Map<String, HostTensor> start,
      Map<String, NDArray> values,
      List<Map<String, NDArray>> moments)
      throws ModelFormatException {
    Set<String> held = new HashSet<>(values.keySet());
    for (Parameter parameter : parameters.all()) {
      if (parameter.trained() || !parameter.part().inFolder()) {
        held.add(parameter.name());
      }
    }
    List<TensorSpec> missing =
        parameters.all().stream()
            .map(Parameter::spec)
            .filter(spec -> !values.containsKey(spec.name()))
            .toList();
    Map<String, NDArray> complete = new HashMap<>(values);
    complete.putAll(byName(missing, loader.load(memory, missing, start)));
    NDList weights =
        new NDList(parameters.all().stream().map(p -> complete.get(p.name())).toList());
    NDList first = new NDList();
    NDList second = new NDList();
    NDList steps = new NDList();
    for (int place : parameters.trained()) {
      TensorSpec spec = parameters.all().get(place).spec();
      Shape shape = weights.get(place).getShape();
      first.add(orZeros(memory, moments.get(0), spec, shape));
      second.add(orZeros(memory, moments.get(1), spec, shape));
      steps.add(orZeros(memory, moments.get(2), spec, new Shape()));
    }
    return new TrainingMemory(parameters, held, weights, first, second, steps);
  }

  /** All weights that a selection names, in the order in which programs take them. */
  NDList weights(Parameters.Selection selection) {
    return new NDList(selection.places().stream().map(weights::get).toList());
  }

  /** The trained weights, by rank. */
  NDList trained() {
    return new NDList(parameters.trained().stream().map(weights::get).toList());
  }

  /** Running means of the gradients, by rank. */
  NDList first() {
    return first;
  }

  /** Running means of the squared gradients, by rank. */
  NDList second() {
    return second;
  }

  /** Updates that each trained weight has had, by rank. */
  NDList steps() {
    return steps;
  }

  /** The tensors of a state as its header lists them. */
  List<StateHeader.Tensor> describe() {
    return parameters.all().stream()
        .filter(parameter -> held.contains(parameter.name()))
        .map(p -> new StateHeader.Tensor(p.name(), p.spec().sizes(), p.trained()))
        .toList();
  }

  /** Copies everything that a state holds out, behind a header. */
  TrainerState copy(StateHeader header) {
    ByteBuffer head = header.encode();
    SegmentedBytes.Writer writer =
        new SegmentedBytes.Writer(head.remaining() + header.tensorBytes());
    writer.put(head);
    for (int place = 0; place < weights.size(); place++) {
      if (held.contains(parameters.all().get(place).name())) {
        writer.put(weights.get(place).toByteBuffer(true));
      }
    }
    Stream.of(first, second, steps)
        .flatMap(NDList::stream)
        .forEach(array -> writer.put(array.toByteBuffer(true)));
    return new TrainerState(header, writer.done());
  }

  private static void refuseOthers(Parameters parameters, List<StateHeader.Tensor> held) {
    Map<String, List<Long>> known = new HashMap<>();
    parameters.all().forEach(p -> known.put(p.name(), p.spec().sizes()));
    for (StateHeader.Tensor tensor : held) {
      if (!tensor.sizes().equals(known.get(tensor.name()))) {
        throw new IllegalArgumentException(
            "the training state is of another model: it holds %s %s, which the model folder and the settings %s"
                .formatted(
                    tensor.name(),
                    tensor.sizes(),
                    known.containsKey(tensor.name())
                        ? "give the shape " + known.get(tensor.name())
                        : "do not have"));
      }
    }
  }

  private static NDArray orZeros(
      NDManager memory, Map<String, NDArray> arrays, TensorSpec spec, Shape shape) {
    NDArray there = arrays.get(spec.name());
    return there == null ? memory.zeros(shape) : there;
  }

  private static Map<String, NDArray> byName(List<TensorSpec> specs, NDList arrays) {
    Map<String, NDArray> result = new HashMap<>();
    for (int i = 0; i < specs.size(); i++) {
      result.put(specs.get(i).name(), arrays.get(i));
    }
    return result;
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
