/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.util.List;

/**
 * The document side that a training of queries alone holds still: documents are embedded as the
 * start does it, without dropout, as they lie in an index. Not thread-safe.
 */
public final class FrozenDocuments implements FrozenEmbeddings, AutoCloseable {
  private final EmbeddingModel model;

  private FrozenDocuments(EmbeddingModel model) {
    this.model = model;
  }

  /**
   * Loads the document side of a folder, which is the folder itself where it has none.
   *
   * @throws IllegalArgumentException where the folder cuts its embeddings, so that those of
   *     documents are narrower than those that are trained
   */
  static FrozenDocuments of(ModelFolder folder, ComputeOptions compute) throws IOException {
    if (folder.dimension() < folder.fullDimension()) {
      throw new IllegalArgumentException(
          "%s cuts embeddings from %d to %d numbers (truncate_dim), and queries cannot be trained towards cut documents; take truncate_dim out of the folder"
              .formatted(folder.path(), folder.fullDimension(), folder.dimension()));
    }
    ModelFolder side = folder.documentSide().orElse(folder);
    return new FrozenDocuments(EmbeddingModel.load(side.path(), compute));
  }

  /** Digest of whatever changes the embedding of a document. */
  String digest() {
    return model.digest();
  }

  /** Encodes texts, one that stands there twice once. */
  @Override
  public float[][] embed(List<String> texts, TextRole role, int maxLength) {
    DistinctTexts different = DistinctTexts.of(texts);
    float[][] once = model.embed(different.texts(), role, "", maxLength);
    return different.places().stream().map(place -> once[place]).toArray(float[][]::new);
  }

  @Override
  public void close() {
    model.close();
  }
}
