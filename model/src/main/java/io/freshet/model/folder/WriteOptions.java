/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import io.freshet.model.tensors.TensorType;

/**
 * How weights are written.
 *
 * @param type of all floating-point tensors: {@code F32}, {@code F16} or {@code BF16}
 * @param shardBytes bytes of tensors in one file at most; a larger tensor has a file of its own
 */
public record WriteOptions(TensorType type, long shardBytes) {
  /** Largest file by default, as in transformers 4. */
  public static final long SHARD_BYTES = 5_000_000_000L;

  /**
   * Float32 in files of at most 5 GB. Training keeps its weights in float32, so nothing is lost,
   * whatever type the start had.
   */
  public static final WriteOptions DEFAULT = new WriteOptions(TensorType.F32, SHARD_BYTES);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException on another type, or a size below 1
   */
  public WriteOptions {
    switch (type) {
      case F32, F16, BF16 -> {
        // what transformers loads
      }
      case F64, BOOL, U8, I8, I16, U16, I32, U32, I64, U64 ->
          throw new IllegalArgumentException(
              "weights are written as F32, F16 or BF16, not " + type);
    }
    if (shardBytes < 1) {
      throw new IllegalArgumentException("a shard must hold at least 1 byte, not " + shardBytes);
    }
  }

  /** Returns the default with another type. */
  public static WriteOptions of(TensorType type) {
    return new WriteOptions(type, SHARD_BYTES);
  }

  /** The type's name in config.json. */
  String dtype() {
    return switch (type) {
      case F16 -> "float16";
      case BF16 -> "bfloat16";
      default -> "float32";
    };
  }
}
