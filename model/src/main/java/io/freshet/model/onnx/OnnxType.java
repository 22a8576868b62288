/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import java.util.List;
import java.util.Locale;

/** Types of the elements of an ONNX tensor, as far as an import tells them apart. */
enum OnnxType {
  /** Single precision. */
  FLOAT(1, 4),
  /** Unsigned byte, in which quantised weights are kept. */
  UINT8(2, 1),
  /** Signed byte, in which quantised weights are kept. */
  INT8(3, 1),
  /** 32-bit integer. */
  INT32(6, 4),
  /** 64-bit integer. */
  INT64(7, 8),
  /** One byte, 0 or 1. */
  BOOL(9, 1),
  /** Half precision. */
  FLOAT16(10, 2),
  /** Double precision. */
  DOUBLE(11, 8),
  /** Brain float. */
  BFLOAT16(16, 2),
  /** Whatever else there is: text, complex numbers, floats of 8 bits, integers of 4. */
  OTHER(0, 0);

  private static final List<OnnxType> ALL = List.of(values());

  private final int code;
  private final int bytes;

  OnnxType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The type that a file writes as a number. */
  static OnnxType of(int code) {
    return ALL.stream().filter(type -> type.code == code).findFirst().orElse(OTHER);
  }

  /** Size of an element, 0 for other types. */
  int bytes() {
    return bytes;
  }

  /** Tells whether elements are real numbers, in whatever precision. */
  boolean real() {
    return switch (this) {
      case FLOAT, FLOAT16, DOUBLE, BFLOAT16 -> true;
      case UINT8, INT8, INT32, INT64, BOOL, OTHER -> false;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
