/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.Fixtures;
import io.freshet.model.architecture.ArchitectureDefinitions;
import io.freshet.model.tensors.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FreshModelTest {
  @TempDir Path directory;

  @Test
  void drawsBertAsHuggingFaceInitialisesIt() throws IOException {
    Path tokenizer = Fixtures.path("encoders/bert");
    FreshModel.create("bert", ModelSize.TINY, tokenizer, 7, directory.resolve("a"));
    FreshModel.create("bert", ModelSize.TINY, tokenizer, 7, directory.resolve("b"));
    FreshModel.create("bert", ModelSize.TINY, tokenizer, 8, 128, directory.resolve("c"));

    ModelFolder model = ModelFolder.read(directory.resolve("a"));
    assertThat(model.digest()).isEqualTo(ModelFolder.read(directory.resolve("b")).digest());
    assertThat(model.maxLength()).isEqualTo(256);
    assertThat(ModelFolder.read(directory.resolve("c")).maxLength()).isEqualTo(128);
    assertThat(ModelFolder.read(directory.resolve("c")).digest()).isNotEqualTo(model.digest());
    Map<String, HostTensor> tensors = model.tensors();
    assertThat(tensors)
        .containsKeys(model.architecture().names().toArray(String[]::new))
        .containsKey("pooler.dense.weight")
        .hasSize(5 + 2 * 16 + 2);
    float[] words = tensors.get("embeddings.word_embeddings.weight").toFloats();
    assertThat(Arrays.copyOf(words, 128)).containsOnly(0f);
    double squares = 0;
    for (float word : words) {
      squares += word * word;
    }
    assertThat(Math.sqrt(squares / (words.length - 128))).isEqualTo(0.02, within(3e-4));
    assertThat(tensors.get("encoder.layer.1.output.LayerNorm.weight").toFloats()).containsOnly(1f);
    assertThat(tensors.get("encoder.layer.1.output.dense.bias").toFloats()).containsOnly(0f);
    assertThatThrownBy(
            () -> FreshModel.create("gpt", ModelSize.TINY, tokenizer, 7, directory.resolve("d")))
        .hasMessageContaining("'gpt' is not supported");
    assertThatThrownBy(
            () -> FreshModel.create("qwen2", ModelSize.TINY, tokenizer, 7, directory.resolve("d")))
        .hasMessageContaining("a qwen2 with a WordPiece tokenizer");
  }

  static List<String> architectures() {
    return ArchitectureDefinitions.installed().modelTypes();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void everyArchitectureEmbeds(String architecture) throws IOException {
    Path folder = directory.resolve("fresh");
    FreshModel.create(
        architecture, ModelSize.TINY, Fixtures.path("encoders/" + architecture), 7, 48, folder);
    ModelFolder model = ModelFolder.read(folder);
    assertThat(model.architecture().modelType()).isEqualTo(architecture);
    assertThat(model.maxLength()).isEqualTo(48);
    assertThat(model.pooling())
        .containsExactly(model.architecture().causal() ? Pooling.LAST_TOKEN : Pooling.MEAN);
    try (EmbeddingModel embedding = EmbeddingModel.load(folder, ComputeOptions.cpu(1))) {
      float[][] vectors =
          embedding.embed(List.of("window ".repeat(60), "", "kafka"), "", model.maxLength());
      for (float[] vector : vectors) {
        double squares = 0;
        for (float value : vector) {
          squares += value * value;
        }
        assertThat(squares).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  void decoderThatLooksToBothSidesSaysSoInItsFolder() throws IOException {
    Path tokenizer = Fixtures.path("encoders/bert");
    Path causal = directory.resolve("causal");
    Path both = directory.resolve("both");
    FreshModel.create("qwen3", ModelSize.TINY, tokenizer, 7, 48, false, causal);
    FreshModel.create("qwen3", ModelSize.TINY, tokenizer, 7, 48, true, both);
    assertThat(ModelFolder.read(both).architecture().causal()).isFalse();
    assertThat(ModelFolder.read(both).pooling()).containsExactly(Pooling.MEAN);
    Path written = directory.resolve("written");
    ModelFolder turned = ModelFolder.read(causal).bidirectional();
    ModelFolder.write(turned, turned.tensors(), written);
    assertThat(ModelFolder.read(written).architecture().causal()).isFalse();
    assertThat(ModelFolder.read(written).digest())
        .isEqualTo(turned.digest())
        .isNotEqualTo(ModelFolder.read(causal).digest());
  }

  @Test
  void drawsModernBertCutAndNarrowWhereALayerAddsToTheSum() throws IOException {
    Path folder = directory.resolve("modern");
    FreshModel.create("modernbert", ModelSize.MINI, Fixtures.path("encoders/bert"), 7, folder);
    Map<String, HostTensor> tensors = ModelFolder.read(folder).tensors();
    // A normal distribution cut at two deviations has 0.88 of its deviation.
    assertThat(deviation(tensors.get("layers.2.attn.Wqkv.weight")))
        .isEqualTo(0.02 * 0.8796, within(1e-4));
    assertThat(deviation(tensors.get("layers.2.mlp.Wo.weight")))
        .isEqualTo(0.02 * 0.8796 / Math.sqrt(8), within(1e-4));
    for (float value : tensors.get("layers.2.attn.Wqkv.weight").toFloats()) {
      assertThat(value).isBetween(-0.04f, 0.04f);
    }
  }

  private static double deviation(HostTensor tensor) {
    float[] values = tensor.toFloats();
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares / values.length);
  }
}
