/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.WorkerThreads;
import io.freshet.model.text.TokenBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Embeds batches with all threads of a processor: each takes some of the rows through the whole
 * network by itself. Threads that share every product instead wait for each other after each of
 * them, which takes longer than the products where these are small, or of 8 bits. What is too
 * little to share, and what another device computes, goes through in one call.
 *
 * <p>Thread-safe as an {@link Encoder} is. The weights belong to the caller.
 */
public final class ParallelEncoder implements AutoCloseable {
  /** Less than this a thread is not worth handing over. */
  private static final int LEAST_TOKENS = 128;

  private final Encoder together;
  private final Encoder alone;
  private final ComputeDevice device;
  private final int threads;
  private final WorkerThreads others = new WorkerThreads("freshet-encoder");

  /** An encoder's work, dealt among the threads of its device. */
  public ParallelEncoder(Encoder encoder, ComputeDevice device) {
    this.together = encoder;
    this.alone = encoder.singleThreaded();
    this.device = device;
    this.threads = device.isProcessor() ? device.threads() : 1;
  }

  /**
   * Embeds a batch whose pooling leaves out the first tokens of each row.
   *
   * @param skipped how many tokens, such as those of a prompt
   * @return row-major [rows, dimension]
   */
  public float[] embed(NDList weights, TokenBatch batch, int skipped) {
    List<TokenBatch> parts = parts(batch, threads);
    if (parts.size() == 1) {
      return embed(together, weights, batch, skipped);
    }
    return joined(
        others.all(
            parts.stream()
                .map(part -> (Supplier<float[]>) () -> embed(alone, weights, part, skipped))
                .toList()));
  }

  /**
   * The rows in order, dealt into parts of about as many tokens, or all of them in one.
   *
   * @param atMost parts
   */
  static List<TokenBatch> parts(TokenBatch batch, int atMost) {
    int[] tokens = new int[batch.rows()];
    int all = 0;
    for (int row = 0; row < tokens.length; row++) {
      tokens[row] = batch.tokens(row);
      all += tokens[row];
    }
    int wanted = Math.min(Math.min(atMost, batch.rows()), all / LEAST_TOKENS);
    if (wanted < 2) {
      return List.of(batch);
    }
    List<TokenBatch> parts = new ArrayList<>();
    int from = 0;
    long dealt = 0;
    for (int row = 0; row < tokens.length; row++) {
      dealt += tokens[row];
      int left = tokens.length - row - 1;
      int partsLeft = wanted - parts.size() - 1;
      boolean full = dealt * wanted >= (long) all * (parts.size() + 1);
      if (left == 0 || (partsLeft > 0 && (full || left == partsLeft))) {
        parts.add(batch.rows(from, row + 1));
        from = row + 1;
      }
    }
    return parts;
  }

  private float[] embed(Encoder encoder, NDList weights, TokenBatch batch, int skipped) {
    try (NDManager scope = device.memory().newSubManager()) {
      NDArray embeddings =
          skipped == 0
              ? encoder.embed(scope, weights, batch)
              : encoder.embed(scope, weights, batch, skipped);
      return embeddings.toFloatArray();
    }
  }

  private static float[] joined(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int done = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, done, part.length);
      done += part.length;
    }
    return all;
  }

  /** Lets the threads end; no call may be under way. */
  @Override
  public void close() {
    others.close();
  }
}
