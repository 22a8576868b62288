/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

/**
 * Where and how wide a model computes.
 *
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:n}
 * @param threads intra-op threads of every call on the CPU; another number gives other bits
 * @param batchTokens padded tokens of one encoding call at most (one text always goes through)
 */
public record ComputeOptions(String device, int threads, int batchTokens) {
  private static final int DEFAULT_BATCH_TOKENS = 2048;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException on a thread count or token budget below 1
   */
  public ComputeOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    if (batchTokens < 1) {
      throw new IllegalArgumentException("batch tokens must be at least 1, not " + batchTokens);
    }
  }

  /** The processor with a number of threads and a token budget that suits it. */
  public static ComputeOptions cpu(int threads) {
    return new ComputeOptions("cpu", threads, DEFAULT_BATCH_TOKENS);
  }
}
