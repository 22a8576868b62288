/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.encoding;

import io.freshet.model.EmbeddingModel;
import io.freshet.model.TokenizedTexts;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/**
 * One version for many callers at once, whichever serves: texts of all callers go through the
 * network together. {@link io.freshet.serving.live.LiveIndex} is for the version that serves.
 * Thread-safe.
 */
public final class FixedVersion implements AutoCloseable {
  private final EmbeddingModel model;
  private final LoadedVersion version;
  private final BatchingEncoder encoder;

  private FixedVersion(EmbeddingModel model, VersionEncoder warm, BatchingEncoder encoder) {
    this.model = model;
    this.version = new LoadedVersion(warm);
    this.encoder = encoder;
  }

  /**
   * Starts to encode by a model.
   *
   * @param model closed by this
   * @param callers how many there are that wait for what they submit: once all of them wait, a
   *     batch lingers no longer; asked for every batch
   */
  public static FixedVersion of(
      EmbeddingModel model, BatchSettings batches, IntSupplier callers, EncodingListener listener) {
    VersionEncoder warm = ModelEncoder.warm(model);
    return new FixedVersion(model, warm, new BatchingEncoder(batches, listener, callers));
  }

  /** The model, to tokenize with; stays this object's to close. */
  public EmbeddingModel model() {
    return model;
  }

  /**
   * Encodes texts that the model has tokenized, when their turn comes.
   *
   * @return vectors [texts, dimension], completed by the encoding thread, which must not be held up
   * @throws OverloadedException where too many texts wait already
   * @throws IllegalStateException after closing
   */
  public CompletableFuture<float[][]> encode(TokenizedTexts texts) {
    return encoder.submit(version, texts);
  }

  /** Encodes what waits, then frees the model. */
  @Override
  public void close() {
    encoder.close();
    version.release();
  }
}
