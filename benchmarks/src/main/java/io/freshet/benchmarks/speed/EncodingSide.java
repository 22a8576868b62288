/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.speed;

import io.freshet.benchmarks.sidebyside.Side;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Encoding of texts, from texts to embeddings. */
final class EncodingSide implements Side {
  private final EmbeddingModel model;
  private final List<List<String>> batches;
  private final int length;
  private final boolean together;
  private int next;

  /**
   * A model at work in float32 on texts, each of which is encoded once; a unit is a text.
   *
   * @param length tokens of a text at most
   */
  static EncodingSide ofTexts(Path folder, List<String> texts, int length, int threads)
      throws IOException {
    return new EncodingSide(
        folder, texts.stream().map(List::of).toList(), length, threads, Precision.FLOAT32, true);
  }

  /**
   * A model at work on batches of texts, each of which is encoded once; a unit is a batch.
   *
   * @param length tokens of a text at most
   */
  EncodingSide(
      Path folder, List<List<String>> batches, int length, int threads, Precision precision)
      throws IOException {
    this(folder, batches, length, threads, precision, false);
  }

  private EncodingSide(
      Path folder,
      List<List<String>> batches,
      int length,
      int threads,
      Precision precision,
      boolean together)
      throws IOException {
    this.model = EmbeddingModel.load(folder, ComputeOptions.cpu(threads).withPrecision(precision));
    if (model.precision() != precision) {
      model.close();
      throw new IOException("the model computes in %s here".formatted(model.precision()));
    }
    this.batches = List.copyOf(batches);
    this.together = together;
    this.length = length;
  }

  @Override
  public Elapsed run(int units) {
    List<List<String>> block = batches.subList(next, next + units);
    next += units;
    if (together) {
      List<String> texts = block.stream().flatMap(List::stream).toList();
      return Elapsed.of(() -> model.embed(texts, "", length));
    }
    return Elapsed.of(() -> block.forEach(batch -> model.embed(batch, "", length)));
  }

  @Override
  public void close() {
    model.close();
  }
}
