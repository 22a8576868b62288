/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class EmbeddingModelTest {
  private static final Path FOLDER = Fixtures.path("encoders/bert");

  private static List<String> texts() throws IOException {
    JsonNode json = new ObjectMapper().readTree(FOLDER.resolve("texts.json").toFile());
    List<String> texts = new ArrayList<>();
    json.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  @Test
  void embeddingsAreTheReferenceInOrderWhateverTheBudget() throws IOException {
    float[] reference =
        Safetensors.read(FOLDER.resolve("expected.safetensors")).get("pooled_mean").toFloats();
    for (int budget : new int[] {1, 100, 10_000}) {
      try (EmbeddingModel model =
          EmbeddingModel.load(FOLDER, new ComputeOptions("cpu", 1, budget))) {
        float[][] actual = model.embed(texts(), TextRole.DOCUMENT);
        assertThat(actual).hasDimensions(reference.length / 32, 32);
        for (int row = 0; row < actual.length; row++) {
          assertThat(actual[row]).containsExactly(normalised(reference, row), within(1e-5f));
        }
        assertThat(model.digest()).isEqualTo(ModelFolder.read(FOLDER).digest());
        assertThat(model.dimension()).isEqualTo(32);
      }
    }
  }

  @Test
  void promptsAndLengthsCount() throws IOException {
    try (EmbeddingModel model = EmbeddingModel.load(FOLDER, ComputeOptions.cpu(1))) {
      float[] plain = model.embed(List.of("kafka window state"), "", 64)[0];
      assertThat(model.embed(List.of("window state"), "kafka ", 64)[0]).isEqualTo(plain);
      assertThat(model.embed(List.of("kafka window state"), "", 4)[0]).isNotEqualTo(plain);
      assertThat(model.embed(List.of(), "", 64)).isEmpty();
    }
  }

  @Test
  void manyThreadsGetTheSameAnswers() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (EmbeddingModel model = EmbeddingModel.load(FOLDER, ComputeOptions.cpu(1))) {
      List<String> texts = texts();
      float[][] alone = model.embed(texts, TextRole.QUERY);
      List<Callable<float[][]>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        calls.add(() -> model.embed(texts, TextRole.QUERY));
      }
      for (Future<float[][]> answer : threads.invokeAll(calls)) {
        assertThat(answer.get()).isDeepEqualTo(alone);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void closedModelSaysSo() throws IOException {
    EmbeddingModel model = EmbeddingModel.load(FOLDER, ComputeOptions.cpu(1));
    model.close();
    model.close();
    assertThatThrownBy(() -> model.embed(List.of("a"), TextRole.QUERY))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void unknownDeviceIsRefused() {
    assertThatThrownBy(() -> EmbeddingModel.load(FOLDER, new ComputeOptions("abacus", 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("abacus");
  }

  private static float[] normalised(float[] all, int row) {
    double square = 0;
    for (int i = 0; i < 32; i++) {
      square += Math.pow(all[row * 32 + i], 2);
    }
    float[] result = new float[32];
    for (int i = 0; i < 32; i++) {
      result[i] = (float) (all[row * 32 + i] / Math.sqrt(square));
    }
    return result;
  }
}
