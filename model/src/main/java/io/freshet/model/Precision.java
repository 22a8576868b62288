/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

/**
 * The type of a network's matrix products. Trained weights, their gradients and moments, norms,
 * pooling and losses are float32 under each of them.
 */
public enum Precision {
  /**
   * {@link #BFLOAT16} on CUDA, and on a processor that is faster in it where a model's embeddings
   * stay what they are; else {@link #FLOAT32}. Training that goes on keeps what it began with.
   */
  AUTO,
  /** 24 bits of precision. */
  FLOAT32,
  /** 8 bits of precision, the range of float32. */
  BFLOAT16,
  /**
   * 11 bits of precision, up to 65504; training scales the loss so that gradients do not vanish.
   */
  FLOAT16,
  /**
   * 8-bit integers in the layers, where texts are embedded on a processor with units for them and a
   * model's embeddings stay almost what they are; elsewhere, and in training, {@link #AUTO}.
   */
  INT8
}
