/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.tensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns the elements of a tensor into another floating-point type, a piece at a time, so that no
 * whole copy stands beside the tensor. Narrowing rounds to the nearest, ties to even. Stateless.
 */
public final class FloatConversion {
  private static final int PIECE = 16_384;

  private FloatConversion() {}

  /** Takes converted bytes, piece by piece; may not keep the buffer. */
  public interface Sink {
    /** Takes the next piece. */
    void accept(ByteBuffer bytes) throws IOException;
  }

  /**
   * Hands out a tensor's elements in a type; as they are where they have it.
   *
   * @throws ArithmeticException where a finite element becomes infinite
   */
  static void convert(HostTensor tensor, TensorType to, Sink sink) throws IOException {
    convert(tensor, to, to, sink);
  }

  /**
   * Hands out a tensor's elements as float32, rounded to the numbers of a type.
   *
   * @throws ArithmeticException where a finite element becomes infinite
   */
  public static void round(HostTensor tensor, TensorType through, Sink sink) throws IOException {
    convert(tensor, through, TensorType.F32, sink);
  }

  private static void convert(HostTensor tensor, TensorType through, TensorType to, Sink sink)
      throws IOException {
    if (tensor.type() == to && through == to) {
      sink.accept(tensor.data());
      return;
    }
    float[] values = new float[Math.min(PIECE, tensor.elements())];
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * to.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < tensor.elements(); from += PIECE) {
      int count = Math.min(PIECE, tensor.elements() - from);
      tensor.read(from, values, count);
      bytes.clear();
      for (int i = 0; i < count; i++) {
        put(through == to ? values[i] : rounded(values[i], through), to, bytes);
      }
      sink.accept(bytes.flip());
    }
  }

  private static float rounded(float value, TensorType through) {
    ByteBuffer bytes = ByteBuffer.allocate(through.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    put(value, through, bytes);
    return switch (through) {
      case F16 -> fromHalf(bytes.getShort(0));
      case BF16 -> fromBrain(bytes.getShort(0));
      default -> value;
    };
  }

  private static void put(float value, TensorType to, ByteBuffer bytes) {
    switch (to) {
      case F32 -> bytes.putFloat(value);
      case F16 -> {
        short half = toHalf(value);
        refuseOverflow(value, fromHalf(half));
        bytes.putShort(half);
      }
      case BF16 -> {
        short brain = toBrain(value);
        refuseOverflow(value, fromBrain(brain));
        bytes.putShort(brain);
      }
      case F64, BOOL, U8, I8, I16, U16, I32, U32, I64, U64 ->
          throw new IllegalArgumentException("weights are not stored as " + to);
    }
  }

  private static void refuseOverflow(float value, float stored) {
    if (Float.isInfinite(stored) && !Float.isInfinite(value)) {
      throw new ArithmeticException(value + " is beyond the type's range");
    }
  }

  static float fromBrain(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  static short toBrain(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** Widens one IEEE half; Java 17 has no method for it. */
  static float fromHalf(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >>> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
  }

  static short toHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 65520f) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x1p-14f) {
      // Below the normal numbers a half is a multiple of 2^-24; rint rounds ties to even.
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
    }
    int rounded = (bits & 0x7fffffff) + 0xfff + ((bits >>> 13) & 1);
    return (short) (sign | ((rounded - (112 << 23)) >>> 13));
  }
}
