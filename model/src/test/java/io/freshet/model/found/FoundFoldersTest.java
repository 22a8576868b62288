/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.found;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.adapter.MergedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Folders as they are found give the numbers of sentence-transformers. */
class FoundFoldersTest {
  private static final float TOLERANCE = 1e-6f;

  @TempDir Path directory;

  static List<FoundFolder> folders() throws IOException {
    return FoundFolder.cases();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void embedsAsSentenceTransformers(FoundFolder found) throws IOException {
    Path folder = found.model(directory);
    if (found.hasAdapter()) {
      Path merged = directory.resolve("merged");
      MergedModel.write(folder, found.adapter(directory), merged);
      folder = merged;
    }
    float[][] actual;
    try (EmbeddingModel model = EmbeddingModel.load(folder, ComputeOptions.cpu(1))) {
      actual = embed(model, found);
    }
    float[][] expected = found.embeddings();
    assertThat(farthest(actual, expected)).as(found.name()).isLessThan(TOLERANCE);
  }

  /** The largest difference between two numbers at the same place. */
  private static float farthest(float[][] actual, float[][] expected) {
    assertThat(actual).hasNumberOfRows(expected.length);
    float farthest = 0;
    for (int text = 0; text < expected.length; text++) {
      assertThat(actual[text]).as("text %d", text).hasSameSizeAs(expected[text]);
      for (int i = 0; i < expected[text].length; i++) {
        farthest = Math.max(farthest, Math.abs(actual[text][i] - expected[text][i]));
      }
    }
    return farthest;
  }

  private static float[][] embed(EmbeddingModel model, FoundFolder found) throws IOException {
    Optional<String> side = found.text("side");
    return side.isPresent()
        ? model.embed(found.texts(), TextRole.valueOf(side.get().toUpperCase(Locale.ROOT)))
        : model.embed(found.texts(), found.text("prompt").orElse(""), model.maxLength());
  }
}
