/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.device.Argument;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Scopes;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Brings weights from host memory to the device, in the order that the program takes them. Those
 * that are kept in 16 bits are for programs alone: the engine's Java side knows no bfloat16, and
 * cannot tell their type or their numbers.
 */
public final class WeightLoader {
  private final DevicePrograms common;

  /** A loader that copies by the common programs. */
  public WeightLoader(DevicePrograms common) {
    this.common = common;
  }

  /**
   * Loads an encoder's weights as float32.
   *
   * @throws ModelFormatException where one is missing or has another shape
   */
  public NDList load(NDManager memory, Architecture architecture, Map<String, HostTensor> tensors)
      throws ModelFormatException {
    return load(memory, architecture.tensors(), tensors);
  }

  /**
   * Loads some tensors as float32, in the order of their specifications. One after the other goes
   * to the device, so that beside the model there is at most one tensor's copy, and none where the
   * tensor is mapped float32.
   *
   * @throws ModelFormatException where one is missing or has another shape
   */
  public NDList load(
      NDManager memory, List<TensorSpec> specifications, Map<String, HostTensor> tensors)
      throws ModelFormatException {
    return load(memory, specifications, tensors, false);
  }

  /**
   * Loads tensors of a network that no update will change: matrices in the type that the device
   * computes in, which the programs then need not convert them to, the others as float32. Otherwise
   * as {@link #load(NDManager, List, Map)}.
   *
   * @throws ModelFormatException where one is missing or has another shape
   */
  public NDList loadFixed(
      NDManager memory, List<TensorSpec> specifications, Map<String, HostTensor> tensors)
      throws ModelFormatException {
    return load(memory, specifications, tensors, true);
  }

  /**
   * Loads a folder's network as {@link #loadFixed(NDManager, List, Map)} does, and the dense layers
   * behind it as float32, in which they compute whatever the network does.
   *
   * @throws ModelFormatException where one is missing or has another shape
   */
  public NDList loadFixed(NDManager memory, ModelFolder folder, Map<String, HostTensor> tensors)
      throws ModelFormatException {
    List<TensorSpec> all = folder.network();
    int inside = folder.architecture().tensors().size();
    NDList weights = loadFixed(memory, all.subList(0, inside), tensors);
    weights.addAll(load(memory, all.subList(inside, all.size()), tensors));
    return weights;
  }

  /**
   * Loads a matrix for products of 8 bits: its bytes, their step of each row, and the range of what
   * enters the product, [2], zeros.
   *
   * @throws ModelFormatException where it is missing or has another shape
   */
  NDList loadEightBit(NDManager memory, TensorSpec matrix, Map<String, HostTensor> tensors)
      throws ModelFormatException {
    try (NDManager scope = memory.newSubManager()) {
      NDList wide = load(scope, List.of(matrix), tensors);
      NDList result = common.apply(scope, "eight_bit", Argument.of(wide.singletonOrThrow()));
      result.attach(memory);
      return result;
    }
  }

  private NDList load(
      NDManager memory,
      List<TensorSpec> specifications,
      Map<String, HostTensor> tensors,
      boolean fixed)
      throws ModelFormatException {
    NDList loaded = new NDList();
    Scratch scratch = new Scratch();
    OptionalLong type = NetworkSettings.type(common.device().precision());
    for (TensorSpec spec : specifications) {
      HostTensor tensor = checked(spec, tensors);
      try (NDManager scope = memory.newSubManager()) {
        NDList host =
            new NDList(
                scope.create(scratch.floats(tensor), new Shape(tensor.shape()), DataType.FLOAT32));
        boolean narrow = fixed && type.isPresent() && spec.sizes().size() > 1;
        loaded.addAll(narrow ? narrowed(memory, host, type.getAsLong()) : own(memory, host));
      }
    }
    return loaded;
  }

  /** Copies in a type of 16 bits. */
  private NDList narrowed(NDManager memory, NDList tensors, long type) {
    try (NDManager scope = memory.newSubManager()) {
      NDList result =
          common.apply(
              scope,
              "narrowed",
              Argument.of(tensors),
              Argument.of(Scopes.host(scope).create(type)));
      result.attach(memory);
      return result;
    }
  }

  private static HostTensor checked(TensorSpec spec, Map<String, HostTensor> tensors)
      throws ModelFormatException {
    HostTensor tensor = tensors.get(spec.name());
    if (tensor == null) {
      throw new ModelFormatException("the weights lack " + spec.name());
    }
    List<Long> sizes = Arrays.stream(tensor.shape()).boxed().toList();
    if (!sizes.equals(spec.sizes())) {
      throw new ModelFormatException(
          "%s has shape %s, but the configuration asks for %s"
              .formatted(spec.name(), sizes, spec.sizes()));
    }
    if (4L * tensor.elements() > Integer.MAX_VALUE) {
      throw new ModelFormatException(
          "%s %s is larger than 2 GB as float32, which is more than a buffer holds"
              .formatted(spec.name(), sizes));
    }
    return tensor;
  }

  /**
   * Copies tensors into memory of libtorch's own, aligned as libtorch does it: results may depend
   * on the alignment in their last bits.
   */
  public NDList own(NDManager memory, NDList tensors) {
    return common.apply(memory, "copies", Argument.of(tensors));
  }

  /** Memory outside the heap for one tensor at a time. */
  private static final class Scratch {
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);

    /** The tensor as float32 in direct memory; valid until the next call. */
    ByteBuffer floats(HostTensor tensor) {
      ByteBuffer data = tensor.data();
      // The engine takes a direct buffer from its beginning, whatever its position; this one's
      // beginning is the tensor's.
      if (tensor.type() == TensorType.F32 && data.isDirect() && data.hasRemaining()) {
        return data.order(ByteOrder.nativeOrder());
      }
      int bytes = 4 * tensor.elements();
      if (memory.capacity() < bytes) {
        memory = ByteBuffer.allocateDirect(bytes);
      }
      ByteBuffer target = memory.slice(0, bytes).order(ByteOrder.nativeOrder());
      tensor.copyFloats(target);
      return target.flip();
    }
  }
}
