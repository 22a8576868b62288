/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.Fixtures;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModulesTest {
  @TempDir Path directory;
  private Path folder;

  @BeforeEach
  void copyFixture() throws IOException {
    folder = Fixtures.copy("encoders/bert", directory.resolve("model"));
  }

  @Test
  void denseLayersBelongToTheWeightsAndTheDigest() throws IOException {
    dense("2_Dense", "'in_features': 32, 'out_features': 8, 'bias': true", 32, 8, true);
    dense(
        "3_Dense",
        "'in_features': 8, 'out_features': 4, 'bias': false,"
            + " 'activation_function': 'torch.nn.modules.linear.Identity'",
        8,
        4,
        false);
    modules("Transformer:", "Pooling:1_Pooling", "Dense:2_Dense", "Dense:3_Dense", "Normalize:4_N");
    ModelFolder model = ModelFolder.read(folder);

    assertThat(model.dimension()).isEqualTo(4);
    assertThat(model.denseActivations()).containsExactly(5L, 4L);
    assertThat(model.network().stream().map(spec -> spec.name() + spec.sizes()))
        .endsWith(
            "dense.0.weight[8, 32]", "dense.0.bias[8]", "dense.1.weight[4, 8]", "dense.1.bias[4]");
    Map<String, HostTensor> tensors = model.tensors();
    assertThat(tensors.get("dense.1.bias").toFloats()).containsOnly(0f);
    Path target = directory.resolve("target");
    assertThat(ModelFolder.write(model, tensors, target)).isEqualTo(model.digest());
    ModelFolder written = ModelFolder.read(target);
    assertThat(written.digest()).isEqualTo(model.digest());
    assertThat(JsonFiles.read(target.resolve("3_Dense/config.json")))
        .isEqualTo(JsonFiles.read(folder.resolve("3_Dense/config.json")));
    assertThat(Safetensors.read(target.resolve("3_Dense/model.safetensors")).keySet())
        .containsExactly("linear.weight");

    Map<String, HostTensor> trained = new HashMap<>(tensors);
    trained.put("dense.1.bias", HostTensor.ofFloats(new long[] {4}, new float[] {0, 1, 0, 0}));
    assertThat(model.digest(trained)).isNotEqualTo(model.digest());
    Path biased = directory.resolve("biased");
    assertThat(ModelFolder.write(model, trained, biased)).isEqualTo(model.digest(trained));
    assertThat(ModelFolder.read(biased).tensors().get("dense.1.bias").toFloats())
        .containsExactly(0, 1, 0, 0);
  }

  @Test
  void whatDoesNotFitOrCannotBeRunIsRefused() throws IOException {
    modules("Transformer:", "Pooling:1_Pooling", "Dense:2_Dense");
    dense("2_Dense", "'in_features': 16, 'out_features': 8", 16, 8, true);
    assertRefused("dense layer 2_Dense takes vectors of width 16, but gets 32");
    dense("2_Dense", "'in_features': 32, 'out_features': 8, 'use_residual': true", 32, 8, true);
    assertRefused("residual");
    dense(
        "2_Dense",
        "'in_features': 32, 'out_features': 8, 'activation_function': 'torch.nn.Mish'",
        32,
        8,
        true);
    assertRefused("'torch.nn.Mish' is not supported; supported are GELU, ReLU, SiLU");
    dense(
        "2_Dense",
        "'in_features': 32, 'out_features': 8, 'module_input_name': 'token_embeddings'",
        32,
        8,
        true);
    assertRefused("module_input_name 'token_embeddings'");
    dense("2_Dense", "'in_features': 32, 'out_features': 8", 32, 9, true);
    ModelFolder wrong = ModelFolder.read(folder);
    assertThatThrownBy(wrong::tensors)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("linear.weight is F32 [9, 32]");
    Files.move(
        folder.resolve("2_Dense/model.safetensors"), folder.resolve("2_Dense/pytorch_model.bin"));
    assertThatThrownBy(wrong::tensors)
        .hasMessageContaining("2_Dense")
        .hasMessageContaining("safe_serialization=True");
    modules("Transformer:", "Pooling:1_Pooling", "Normalize:2_N", "Dense:2_Dense");
    assertRefused("models.Dense is not supported here; supported are Transformer, Pooling, any");
    modules("Transformer:", "Pooling:1_Pooling", "LSTM:2_LSTM");
    assertRefused("LSTM is not supported here");
    modules("Transformer:");
    assertRefused("there is no pooling");
    modules("Transformer:", "Pooling:1_Pooling");
    Files.writeString(folder.resolve("1_Pooling/config.json"), "{\"embedding_dimension\": 64}");
    assertRefused("token vectors of width 64, the transformer's have 32");
  }

  @Test
  void leavingThePromptOutIsKept() throws IOException {
    String before = ModelFolder.read(folder).digest();
    Files.writeString(
        folder.resolve("1_Pooling/config.json"),
        "{\"embedding_dimension\": 32, \"pooling_mode\": \"mean\", \"include_prompt\": false}");
    ModelFolder model = ModelFolder.read(folder);
    assertThat(model.includePrompt()).isFalse();
    assertThat(model.digest()).isNotEqualTo(before);
    Path target = directory.resolve("target");
    ModelFolder.write(model, model.tensors(), target);
    assertThat(ModelFolder.read(target).digest()).isEqualTo(model.digest());
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> ModelFolder.read(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(message);
  }

  private void modules(String... typesAndPaths) throws IOException {
    var modules = JsonFiles.MAPPER.createArrayNode();
    for (String each : List.of(typesAndPaths)) {
      String[] parts = each.split(":", 2);
      modules
          .addObject()
          .put("type", "sentence_transformers.models." + parts[0])
          .put("path", parts[1]);
    }
    JsonFiles.write(folder.resolve("modules.json"), modules);
  }

  private void dense(String path, String config, int in, int out, boolean bias) throws IOException {
    Files.createDirectories(folder.resolve(path));
    Files.writeString(
        folder.resolve(path).resolve("config.json"), "{" + config.replace('\'', '"') + "}");
    Map<String, HostTensor> tensors = new HashMap<>();
    float[] weight = new float[in * out];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) Math.sin(i);
    }
    tensors.put("linear.weight", HostTensor.ofFloats(new long[] {out, in}, weight));
    if (bias) {
      tensors.put("linear.bias", HostTensor.ofFloats(new long[] {out}, new float[out]));
    }
    Safetensors.write(folder.resolve(path).resolve("model.safetensors"), tensors, Map.of());
  }
}
