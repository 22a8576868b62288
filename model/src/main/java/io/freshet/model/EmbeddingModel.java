/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A model folder at work: texts in, embeddings out. Thread-safe; calls take turns on the device.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class EmbeddingModel implements AutoCloseable {
  private EmbeddingModel() {}

  /**
   * Loads a model folder.
   *
   * @throws IOException where the folder cannot be read or holds no usable model
   */
  public static EmbeddingModel load(Path folder, ComputeOptions compute) throws IOException {
    throw new UnsupportedOperationException("not built yet: " + folder + " on " + compute.device());
  }

  /** The digest of everything that changes an embedding: weights, tokenizer, pooling, prompts. */
  public String digest() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Numbers in an embedding. */
  public int dimension() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Tokens of a text at most, by the folder. */
  public int maxLength() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Encodes texts.
   *
   * @param prompt put before each text, may be empty
   * @param maxLength tokens a text at most, special tokens included
   * @return [texts, dimension], one row a text in order; normalised if the folder says so
   */
  public float[][] embed(List<String> texts, String prompt, int maxLength) {
    throw new UnsupportedOperationException(texts + prompt + maxLength);
  }

  /** Encodes texts with the folder's own prompt of the role and its own maximum length. */
  public float[][] embed(List<String> texts, TextRole role) {
    throw new UnsupportedOperationException(texts + role.name());
  }

  /** Frees the weights; no call may be under way or follow. */
  @Override
  public void close() {}
}
