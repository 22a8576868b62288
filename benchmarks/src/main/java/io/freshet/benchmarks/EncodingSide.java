/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Encoding of texts, from texts to embeddings. */
final class EncodingSide implements Side {
  private final EmbeddingModel model;
  private final List<String> texts;
  private final int length;
  private int next;

  /**
   * A model at work on texts, each of which is encoded once.
   *
   * @param length tokens of a text at most
   */
  EncodingSide(Path folder, List<String> texts, int length, int threads) throws IOException {
    this.model = EmbeddingModel.load(folder, ComputeOptions.cpu(threads));
    this.texts = List.copyOf(texts);
    this.length = length;
  }

  @Override
  public Elapsed run(int units) {
    List<String> block = texts.subList(next, next + units);
    next += units;
    return Elapsed.of(() -> model.embed(block, "", length));
  }

  @Override
  public void close() {
    model.close();
  }
}
