/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.tensors;

/** Element types of the safetensors format that model folders carry. */
public enum TensorType {
  /** One byte, 0 or 1. */
  BOOL(1),
  /** Unsigned byte. */
  U8(1),
  /** Signed byte. */
  I8(1),
  /** Signed 16-bit integer. */
  I16(2),
  /** Unsigned 16-bit integer. */
  U16(2),
  /** IEEE half precision. */
  F16(2),
  /** Brain float: the upper half of a float32. */
  BF16(2),
  /** Signed 32-bit integer. */
  I32(4),
  /** Unsigned 32-bit integer. */
  U32(4),
  /** IEEE single precision. */
  F32(4),
  /** Signed 64-bit integer. */
  I64(8),
  /** Unsigned 64-bit integer. */
  U64(8),
  /** IEEE double precision. */
  F64(8);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Tells whether elements are floating-point numbers. */
  public boolean floating() {
    return switch (this) {
      case F16, BF16, F32, F64 -> true;
      case BOOL, U8, I8, I16, U16, I32, U32, I64, U64 -> false;
    };
  }
}
