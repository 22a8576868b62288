/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.Fixtures;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against an adapter that PEFT 0.21 wrote, and the embeddings that it gave. */
class PeftFolderTest {
  private static final Path BASE = Fixtures.own("encoders/bert");
  private static final Path ADAPTER = Fixtures.own("adapters/bert");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void mergedModelEmbedsAsPeftDoes() throws IOException {
    Path target = directory.resolve("merged");
    String digest = MergedModel.write(BASE, ADAPTER, target);
    List<String> texts = new ArrayList<>();
    JSON.readTree(BASE.resolve("texts.json").toFile()).forEach(text -> texts.add(text.asText()));
    float[] expected =
        Safetensors.read(ADAPTER.resolve("expected.safetensors")).get("embeddings").toFloats();
    try (EmbeddingModel model = EmbeddingModel.load(target, ComputeOptions.cpu(1))) {
      assertThat(model.digest()).isEqualTo(digest);
      float[][] embeddings = model.embed(texts, "", model.maxLength());
      for (int text = 0; text < texts.size(); text++) {
        for (int i = 0; i < model.dimension(); i++) {
          assertThat(embeddings[text][i])
              .isCloseTo(expected[text * model.dimension() + i], within(1e-5f));
        }
      }
    }
  }

  @Test
  void whatIsWrittenReadsBackAsItWas() throws IOException {
    PeftAdapter adapter = PeftFolder.read(ADAPTER, architecture());
    assertThat(adapter.rank()).isEqualTo(4);
    assertThat(adapter.scale()).isEqualTo(2);
    assertThat(adapter.layers())
        .hasSize(3 * 4)
        .contains("encoder.layer.1.attention.output.dense", "encoder.layer.1.output.dense");
    Path target = directory.resolve("adapter");
    PeftFolder.write(adapter, "base", target);
    assertThat(Safetensors.read(target.resolve("adapter_model.safetensors")).keySet())
        .isEqualTo(Safetensors.read(ADAPTER.resolve("adapter_model.safetensors")).keySet());
    PeftAdapter again = PeftFolder.read(target, architecture());
    assertThat(again.scale()).isEqualTo(adapter.scale());
    assertThat(again.tensors().keySet()).isEqualTo(adapter.tensors().keySet());
    adapter
        .tensors()
        .forEach(
            (name, tensor) ->
                assertThat(again.tensors().get(name).toFloats()).isEqualTo(tensor.toFloats()));
    assertThatThrownBy(() -> PeftFolder.write(adapter, "base", target))
        .isInstanceOf(java.nio.file.FileAlreadyExistsException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "peft_type, IA3, 'IA3'",
    "use_dora, true, lora_magnitude_vector must have the shape [32], but is missing",
    "rank_pattern, '{\"query\": 8}', query.lora_A.weight must have the shape [8",
    "rank_pattern, '{\"(\": 8}', is no regular expression",
    "use_qalora, true, use_qalora is not supported; merge it with PEFT",
    "init_lora_weights, pissa_niter_4, init_lora_weights 'pissa_niter_4'",
    "r, 8, lora_A",
    "r, 0, above 0",
  })
  void whatIsNotSupportedIsNamed(String key, String value, String named) throws IOException {
    Path folder = copy();
    ObjectNode config = (ObjectNode) JSON.readTree(folder.resolve("adapter_config.json").toFile());
    config.set(
        key, value.matches("[A-Za-z].*[^e]") ? JSON.valueToTree(value) : JSON.readTree(value));
    JSON.writeValue(folder.resolve("adapter_config.json").toFile(), config);
    assertThatThrownBy(() -> PeftFolder.read(folder, architecture()))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(named);
  }

  @Test
  void tensorsThatFitNoLayerAreNamed() throws IOException {
    Path folder = copy();
    Path weights = folder.resolve("adapter_model.safetensors");
    Map<String, HostTensor> tensors = new TreeMap<>(Safetensors.read(weights));
    HostTensor some = tensors.values().iterator().next();
    tensors.put("base_model.model.encoder.layer.7.attention.self.query.lora_A.weight", some);
    Safetensors.write(weights, tensors, Map.of());
    assertThatThrownBy(() -> PeftFolder.read(folder, architecture()))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("encoder.layer.7.attention.self.query");
    tensors.keySet().removeIf(name -> name.contains("layer.7"));
    tensors.put("base_model.model.embeddings.word_embeddings.lora_embedding_A", some);
    Safetensors.write(weights, tensors, Map.of());
    assertThatThrownBy(() -> PeftFolder.read(folder, architecture()))
        .hasMessageContaining("lora_embedding_A");
    Files.delete(weights);
    assertThatThrownBy(() -> PeftFolder.read(folder, architecture()))
        .hasMessageContaining("adapter_model.safetensors");
  }

  private Path copy() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("copy"));
    for (String name : List.of("adapter_config.json", "adapter_model.safetensors")) {
      Files.copy(ADAPTER.resolve(name), folder.resolve(name));
    }
    return folder;
  }

  private static Architecture architecture() throws IOException {
    return ModelFolder.read(BASE).architecture();
  }
}
