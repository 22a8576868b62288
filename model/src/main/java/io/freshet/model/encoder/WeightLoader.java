/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.device.Argument;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.folder.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Brings weights from host memory to the device, in the order that the program takes them. */
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
   * Loads some tensors as float32, in the order of their specifications.
   *
   * @throws ModelFormatException where one is missing or has another shape
   */
  public NDList load(
      NDManager memory, List<TensorSpec> specifications, Map<String, HostTensor> tensors)
      throws ModelFormatException {
    if (specifications.isEmpty()) {
      return new NDList();
    }
    try (NDManager scope = memory.newSubManager()) {
      NDList host = new NDList();
      for (TensorSpec shape : specifications) {
        HostTensor tensor = tensors.get(shape.name());
        if (tensor == null) {
          throw new ModelFormatException("the weights lack " + shape.name());
        }
        List<Long> sizes = Arrays.stream(tensor.shape()).boxed().toList();
        if (!sizes.equals(shape.sizes())) {
          throw new ModelFormatException(
              "%s has shape %s, but the configuration asks for %s"
                  .formatted(shape.name(), sizes, shape.sizes()));
        }
        host.add(toDevice(scope, tensor.toFloat32().data(), tensor.shape()));
      }
      return own(memory, host);
    }
  }

  /**
   * Copies tensors into memory of libtorch's own, aligned as libtorch does it: results may depend
   * on the alignment in their last bits.
   */
  public NDList own(NDManager memory, NDList tensors) {
    return common.apply(memory, "copies", Argument.of(tensors));
  }

  /** A tensor over a direct copy of float32 bytes. */
  public static NDArray toDevice(NDManager scope, ByteBuffer bytes, long... shape) {
    // The engine takes a direct buffer from its beginning, whatever its position.
    ByteBuffer direct =
        ByteBuffer.allocateDirect(Math.max(4, bytes.remaining())).order(ByteOrder.nativeOrder());
    direct.put(bytes.duplicate());
    direct.flip();
    return scope.create(direct, new Shape(shape), DataType.FLOAT32);
  }
}
