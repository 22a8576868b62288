/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A tensor of an ONNX file, row-major.
 *
 * @param name empty for the value of an attribute
 * @param sizes of the dimensions, none for a scalar
 * @param data little-endian, usually a slice of the mapped file; empty where it lies elsewhere
 * @param external whether the data lies in a file of its own
 */
record OnnxTensor(String name, OnnxType type, List<Long> sizes, ByteBuffer data, boolean external) {

  /**
   * Copies the sizes.
   *
   * @throws ArithmeticException where one is negative, or their product beyond any file
   */
  OnnxTensor {
    sizes = List.copyOf(sizes);
    long bytes = type.bytes();
    for (long size : sizes) {
      if (size < 0) {
        throw new ArithmeticException("tensor " + name + " has the sizes " + sizes);
      }
      bytes = Math.multiplyExact(bytes, size);
    }
  }

  /** A little-endian view with a position of its own. */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The number of elements that the sizes say. */
  long elements() {
    return sizes.stream().reduce(1L, Math::multiplyExact);
  }

  /** Tells whether the data is there and as long as type and sizes say. */
  boolean complete() {
    return !external && data.remaining() == Math.multiplyExact(elements(), (long) type.bytes());
  }

  /** The elements as whole numbers; none where they are of another type. */
  List<Long> wholes() {
    List<Long> values = new ArrayList<>();
    ByteBuffer bytes = data();
    while (type == OnnxType.INT64 && bytes.hasRemaining()) {
      values.add(bytes.getLong());
    }
    while (type == OnnxType.INT32 && bytes.hasRemaining()) {
      values.add((long) bytes.getInt());
    }
    return values;
  }

  /** The single element, where it is one float32; as short a decimal number as tells it. */
  OptionalDouble real() {
    return type == OnnxType.FLOAT && data.remaining() == type.bytes()
        ? OptionalDouble.of(shortest(data().getFloat()))
        : OptionalDouble.empty();
  }

  /** A float as the decimal number that a person wrote: 1e-12, not 9.999999960041972E-13. */
  static double shortest(float value) {
    return Double.parseDouble(Float.toString(value));
  }
}
