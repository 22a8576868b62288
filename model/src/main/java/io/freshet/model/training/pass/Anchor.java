/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frozen version that anchor losses hold the trained one to: a model folder, loaded once it is
 * needed. Not thread-safe.
 */
public final class Anchor implements FrozenEmbeddings, AutoCloseable {
  private final ComputeOptions compute;
  private final int dimension;
  private Path folder;
  private @Nullable EmbeddingModel model;

  /**
   * An anchor that nothing is loaded for yet.
   *
   * @param dimension of the embeddings that are held
   */
  Anchor(Path folder, ComputeOptions compute, int dimension) {
    this.folder = folder;
    this.compute = compute;
    this.dimension = dimension;
  }

  /** Holds to another folder from now on. */
  void move(Path other) throws IOException {
    boolean loaded = model != null;
    close();
    folder = other;
    if (loaded) {
      load();
    }
  }

  /**
   * Loads the folder if it is not loaded.
   *
   * @throws IllegalArgumentException where its embeddings are of another width
   */
  void load() throws IOException {
    if (model != null) {
      return;
    }
    EmbeddingModel loaded = EmbeddingModel.load(folder, compute);
    if (loaded.dimension() != dimension) {
      loaded.close();
      throw new IllegalArgumentException(
          "the anchor %s makes embeddings of %d numbers, the trained model of %d: they cannot be compared"
              .formatted(folder, loaded.dimension(), dimension));
    }
    model = loaded;
  }

  @Override
  public float[][] embed(List<String> texts, TextRole role, int maxLength) {
    if (model == null) {
      throw new IllegalStateException("the anchor " + folder + " is not loaded");
    }
    return model.embed(texts, role, "", maxLength);
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
      model = null;
    }
  }
}
