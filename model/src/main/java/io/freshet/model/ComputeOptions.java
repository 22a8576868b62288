/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

import java.util.OptionalInt;

/**
 * Where and how wide a model computes.
 *
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:n}
 * @param threads intra-op threads of every call on the CPU, 0 for one a processor of the machine
 *     that computes; another number gives other bits
 * @param batchTokens padded tokens of one encoding call at most (one text always goes through)
 * @param dimension numbers of an embedding that are kept at most, where embeddings are to be
 *     narrower than the folder says (Matryoshka)
 * @param precision of the network's products
 */
public record ComputeOptions(
    String device, int threads, int batchTokens, OptionalInt dimension, Precision precision) {
  private static final int DEFAULT_BATCH_TOKENS = 2048;

  /**
   * Options under which embeddings are as wide as the folder says, in the precision that suits the
   * device.
   */
  public ComputeOptions(String device, int threads, int batchTokens) {
    this(device, threads, batchTokens, OptionalInt.empty(), Precision.AUTO);
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a negative thread count, or a token budget or dimension
   *     below 1
   */
  public ComputeOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must be at least 0, not " + threads);
    }
    if (batchTokens < 1) {
      throw new IllegalArgumentException("batch tokens must be at least 1, not " + batchTokens);
    }
    if (dimension.isPresent() && dimension.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "the dimension must be at least 1, not " + dimension.getAsInt());
    }
  }

  /** The same in another precision. */
  public ComputeOptions withPrecision(Precision other) {
    return new ComputeOptions(device, threads, batchTokens, dimension, other);
  }

  /** The same where 8-bit integers are no choice, as in training. */
  public ComputeOptions floating() {
    return precision == Precision.INT8 ? withPrecision(Precision.AUTO) : this;
  }

  /** The processor with a number of threads and a token budget that suits it. */
  public static ComputeOptions cpu(int threads) {
    return new ComputeOptions("cpu", threads, DEFAULT_BATCH_TOKENS);
  }
}
