/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  }
}
