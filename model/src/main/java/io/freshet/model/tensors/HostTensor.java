/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.tensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor in host memory, row-major. Immutable and thread-safe: the bytes are handed out as
 * read-only duplicates, and nobody writes to the shape.
 *
 * @param type type of the elements
 * @param shape sizes of the dimensions, empty for a scalar
 * @param data little-endian bytes from position 0, read-only, exactly as many as type and shape say
 */
@SuppressWarnings("ArrayRecordComponent")
public record HostTensor(TensorType type, long[] shape, ByteBuffer data) {
  private static final int PIECE = 16_384;

  /** Checks that the bytes match type and shape. */
  public HostTensor {
    long expected = Math.multiplyExact(elements(shape), (long) type.bytes());
    if (data.remaining() != expected) {
      throw new IllegalArgumentException(
          "a tensor of type %s and shape %s has %d bytes, not %d"
              .formatted(type, Arrays.toString(shape), expected, data.remaining()));
    }
    data = data.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Copies floats into a new float32 tensor outside the Java heap. */
  public static HostTensor ofFloats(long[] shape, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(values.length, 4))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new HostTensor(TensorType.F32, shape.clone(), bytes);
  }

  /** Returns a read-only little-endian view with a position of its own. */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the number of elements. */
  public int elements() {
    return data.remaining() / type.bytes();
  }

  /**
   * Copies the elements as float32, widening half and brain floats.
   *
   * @throws IllegalStateException if the elements are not floating-point numbers
   */
  public float[] toFloats() {
    float[] values = new float[elements()];
    read(0, values, values.length);
    return values;
  }

  /**
   * Copies the elements as float32, in the byte order of the target, from its position on.
   *
   * @throws IllegalStateException if the elements are not floating-point numbers
   */
  public void copyFloats(ByteBuffer target) {
    if (type == TensorType.F32 && target.order() == ByteOrder.LITTLE_ENDIAN) {
      target.put(data());
      return;
    }
    float[] piece = new float[Math.min(PIECE, elements())];
    for (int from = 0; from < elements(); from += PIECE) {
      int count = Math.min(PIECE, elements() - from);
      read(from, piece, count);
      for (int i = 0; i < count; i++) {
        target.putFloat(piece[i]);
      }
    }
  }

  /** Copies some of the elements, widened to float32, to the beginning of an array. */
  void read(int from, float[] into, int count) {
    ByteBuffer bytes = data();
    bytes.position(from * type.bytes());
    switch (type) {
      case F32 -> bytes.asFloatBuffer().get(into, 0, count);
      case F64 -> {
        for (int i = 0; i < count; i++) {
          into[i] = (float) bytes.getDouble();
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          into[i] = FloatConversion.fromHalf(bytes.getShort());
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          into[i] = FloatConversion.fromBrain(bytes.getShort());
        }
      }
      case BOOL, U8, I8, I16, U16, I32, U32, I64, U64 ->
          throw new IllegalStateException("a tensor of type " + type + " holds no floats");
    }
  }

  private static long elements(long[] shape) {
    long product = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("negative size in shape " + Arrays.toString(shape));
      }
      product = Math.multiplyExact(product, size);
    }
    return product;
  }
}
