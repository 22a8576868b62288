/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.state;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.encoder.WeightLoader;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The arrays that a trainer owns: float32, but for matrices that no update changes, which are kept
 * as narrow as the network computes in.
 */
public final class TrainingMemory {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingMemory.class);

  private final Parameters parameters;
  private final Set<String> held;
  private final NDList weights;
  private final NDList first;
  private final NDList second;
  private final NDList steps;
  private final NDList averages;
  private final NDList met;
  private final NDList momentum;
  private final String frozen;

  private TrainingMemory(
      Parameters parameters,
      Set<String> held,
      NDList weights,
      NDList first,
      NDList second,
      NDList steps,
      NDList averages,
      NDList met,
      NDList momentum,
      String frozen) {
    this.parameters = parameters;
    this.held = Set.copyOf(held);
    this.weights = weights;
    this.first = first;
    this.second = second;
    this.steps = steps;
    this.averages = averages;
    this.met = met;
    this.momentum = momentum;
    this.frozen = frozen;
    trained().forEach(weight -> weight.setRequiresGradient(true));
  }

  /**
   * What is kept besides weights and moments.
   *
   * @param averaged whether averages of the trained weights are
   * @param meets whether their values at the last meeting of trainers are, and the movements that
   *     go on from there
   * @param fromMeeting whether training goes on from the last meeting that a state knows of, and
   *     not from where its trainer was
   */
  public record Kept(boolean averaged, boolean meets, boolean fromMeeting) {}

  /** Arrays of a trainer that has made no step. */
  public static TrainingMemory fresh(
      NDManager memory, WeightLoader loader, StartingPoint start, Kept kept)
      throws ModelFormatException {
    return assemble(memory, loader, start, kept, StoredArrays.none());
  }

  /**
   * Arrays as a state has them. What it does not hold begins as in a trainer without a state; the
   * averages begin as the weights.
   *
   * @throws IllegalArgumentException where the state is of another model
   */
  public static TrainingMemory restored(
      NDManager memory, WeightLoader loader, StartingPoint start, Kept kept, TrainerState state)
      throws ModelFormatException {
    StateHeader header = state.header();
    refuseOthers(start.parameters(), header.tensors());
    Set<String> held = new HashSet<>();
    header.tensors().forEach(tensor -> held.add(tensor.name()));
    if (!header.frozen().equals(start.digestWithout(held))) {
      throw new IllegalArgumentException(
          "the frozen tensors of the model folder are not those that the state was trained beside");
    }
    return assemble(memory, loader, start, kept, StoredArrays.of(memory, loader, state));
  }

  /** Puts arrays in the order of the parameters, and makes those that are not there. */
  private static TrainingMemory assemble(
      NDManager memory, WeightLoader loader, StartingPoint start, Kept kept, StoredArrays stored)
      throws ModelFormatException {
    Parameters parameters = start.parameters();
    Set<String> held = new HashSet<>(stored.weights().keySet());
    for (Parameter parameter : parameters.all()) {
      if (parameter.trained() || !parameter.part().inFolder()) {
        held.add(parameter.name());
      }
    }
    Map<String, NDArray> complete = new HashMap<>(stored.weights());
    // What a state holds is written out, in float32.
    Map<Boolean, List<TensorSpec>> missing =
        parameters.all().stream()
            .filter(p -> !complete.containsKey(p.name()))
            .collect(
                Collectors.partitioningBy(
                    p -> p.part().narrow() && !held.contains(p.name()),
                    Collectors.mapping(Parameter::spec, Collectors.toList())));
    List<TensorSpec> fixed = Objects.requireNonNull(missing.get(true));
    List<TensorSpec> others = Objects.requireNonNull(missing.get(false));
    put(complete, fixed, loader.loadFixed(memory, fixed, start.values()));
    put(complete, others, loader.load(memory, others, start.values()));
    NDList weights =
        new NDList(parameters.all().stream().map(p -> complete.get(p.name())).toList());
    NDList first = new NDList();
    NDList second = new NDList();
    NDList steps = new NDList();
    NDList averages = new NDList();
    NDList met = new NDList();
    NDList momentum = new NDList();
    for (int place : parameters.trained()) {
      String name = parameters.all().get(place).name();
      Shape shape = weights.get(place).getShape();
      first.add(orZeros(memory, stored.first(), name, shape));
      second.add(orZeros(memory, stored.second(), name, shape));
      steps.add(orZeros(memory, stored.steps(), name, new Shape()));
      NDArray lastMeeting = stored.met().get(name);
      if (kept.fromMeeting() && lastMeeting != null) {
        lastMeeting.copyTo(weights.get(place));
      }
      if (kept.averaged()) {
        averages.add(orCopy(memory, loader, stored.averages().get(name), weights.get(place)));
      }
      if (kept.meets()) {
        met.add(orCopy(memory, loader, lastMeeting, weights.get(place)));
        momentum.add(orZeros(memory, stored.momentum(), name, shape));
      }
    }
    stored.free(parameters, kept);
    return new TrainingMemory(
        parameters,
        held,
        weights,
        first,
        second,
        steps,
        averages,
        met,
        momentum,
        start.digestWithout(held));
  }

  private static NDArray orCopy(
      NDManager memory, WeightLoader loader, @Nullable NDArray there, NDArray weight) {
    return there == null ? loader.own(memory, new NDList(weight)).singletonOrThrow() : there;
  }

  private static void put(Map<String, NDArray> all, List<TensorSpec> specs, NDList arrays) {
    for (int i = 0; i < specs.size(); i++) {
      all.put(specs.get(i).name(), arrays.get(i));
    }
  }

  /** All weights, by place. */
  public NDList weights() {
    return weights;
  }

  /** The trained weights, by rank. */
  public NDList trained() {
    return new NDList(parameters.trained().stream().map(weights::get).toList());
  }

  /** Running means of the gradients, by rank. */
  public NDList first() {
    return first;
  }

  /** Running means of the squared gradients, by rank. */
  public NDList second() {
    return second;
  }

  /** Updates that each trained weight has had, by rank. */
  public NDList steps() {
    return steps;
  }

  /** Averages of the trained weights, by rank; none where none are kept. */
  public NDList averages() {
    return averages;
  }

  /** The trained weights of the last meeting, by rank; none where there are no meetings. */
  public NDList met() {
    return met;
  }

  /** The movements that go on from the last meeting, by rank. */
  public NDList momentum() {
    return momentum;
  }

  /** The digest of the frozen tensors that a state does not hold; empty where there are none. */
  public String frozen() {
    return frozen;
  }

  /** The tensors of a state as its header lists them. */
  public List<StateHeader.Tensor> describe() {
    return parameters.all().stream()
        .filter(parameter -> held.contains(parameter.name()))
        .map(p -> new StateHeader.Tensor(p.name(), p.spec().sizes(), p.trained()))
        .toList();
  }

  /** Copies everything that a state holds out, behind a header. */
  public TrainerState copy(StateHeader header) {
    ByteBuffer head = header.encode();
    SegmentedBytes.Writer writer =
        new SegmentedBytes.Writer(head.remaining() + header.tensorBytes());
    writer.put(head);
    for (int place = 0; place < weights.size(); place++) {
      if (held.contains(parameters.all().get(place).name())) {
        writer.put(weights.get(place).toByteBuffer(true));
      }
    }
    Stream.of(first, second, steps, averages, met, momentum)
        .flatMap(NDList::stream)
        .forEach(array -> writer.put(array.toByteBuffer(true)));
    return new TrainerState(header, writer.done());
  }

  private static void refuseOthers(Parameters parameters, List<StateHeader.Tensor> held) {
    Map<String, List<Long>> known = new HashMap<>();
    parameters.all().forEach(p -> known.put(p.name(), p.spec().sizes()));
    for (StateHeader.Tensor tensor : held) {
      // A task may go, and with it what it had for itself.
      if (Projections.isProjection(tensor.name()) && !known.containsKey(tensor.name())) {
        LOG.warn("{} is left out: its task has no projection any more", tensor.name());
      } else if (!tensor.sizes().equals(known.get(tensor.name()))) {
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
      NDManager memory, Map<String, NDArray> arrays, String name, Shape shape) {
    NDArray there = arrays.get(name);
    return there == null ? memory.zeros(shape) : there;
  }
}
