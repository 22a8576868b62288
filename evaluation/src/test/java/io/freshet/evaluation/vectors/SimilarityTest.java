/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimilarityTest {
  @TempDir Path directory;

  @Test
  void theFolderNamesItsSimilarity() throws IOException {
    assertThat(Similarity.ofModel(directory)).isEqualTo(Similarity.COSINE);
    Path file = directory.resolve("config_sentence_transformers.json");
    Files.writeString(file, "{\"similarity_fn_name\": null}");
    assertThat(Similarity.ofModel(directory)).isEqualTo(Similarity.COSINE);
    Files.writeString(file, "{\"similarity_fn_name\": \"manhattan\"}");
    assertThat(Similarity.ofModel(directory)).isEqualTo(Similarity.MANHATTAN);
    Files.writeString(file, "{\"similarity_fn_name\": \"hyperbolic\"}");
    assertThatThrownBy(() -> Similarity.ofModel(directory)).hasMessageContaining("'hyperbolic'");
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void singlePrecisionComparesAsDoubleDoes(Similarity similarity) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int width : new int[] {1, 3, 4, 11}) {
      float[][] rows = new float[5][width];
      for (float[] row : rows) {
        for (int i = 0; i < width; i++) {
          row[i] = (float) random.nextGaussian();
        }
      }
      for (float[] row : rows) {
        float score =
            similarity == Similarity.COSINE
                ? similarity.score(Similarity.normalized(rows[0]), Similarity.normalized(row))
                : similarity.score(rows[0], row);
        assertThat((double) score)
            .as("seed %d, width %d", seed, width)
            .isCloseTo(similarity.of(rows[0], row), within(1e-5));
      }
    }
  }

  @Test
  void aVectorWithoutLengthIsLikeNothing() {
    assertThat(Similarity.COSINE.of(new float[2], new float[] {1, 0})).isZero();
    assertThat(Similarity.normalized(new float[2])).containsExactly(0, 0);
  }
}
