/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.Fixtures;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import io.freshet.model.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The forms that folders come in, and go out in, beside the plainest. */
class FolderFormsTest {
  private static final String WORDS = "embeddings.word_embeddings.weight";

  @TempDir Path directory;
  private Path folder;

  @BeforeEach
  void copyFixture() throws IOException {
    folder = Fixtures.copy("encoders/bert", directory.resolve("model"));
  }

  @Test
  void largeWeightsGoIntoShardsAndComeBack() throws IOException {
    ModelFolder model = ModelFolder.read(folder);
    Path target = directory.resolve("sharded");

    ModelFolder.write(model, model.tensors(), target, new WriteOptions(TensorType.F32, 50_000));

    assertThat(target.resolve("model.safetensors")).doesNotExist();
    assertThat(target.resolve("model-00001-of-00004.safetensors")).exists();
    ModelFolder sharded = ModelFolder.read(target);
    assertThat(sharded.digest()).isEqualTo(model.digest());
    assertThat(sharded.tensors().keySet()).isEqualTo(model.tensors().keySet());
    Path whole = directory.resolve("whole");
    ModelFolder.write(sharded, sharded.tensors(), whole);
    assertThat(whole.resolve("model.safetensors.index.json")).doesNotExist();
    assertThat(ModelFolder.read(whole).digest()).isEqualTo(model.digest());

    editIndex(target, map -> map.put("surprise", map.path("pooler.dense.bias").asText()));
    assertThatThrownBy(sharded::tensors)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("lacks [surprise]");
    editIndex(target, map -> map.put("surprise", "../model.safetensors"));
    assertThatThrownBy(sharded::tensors).hasMessageContaining("../model.safetensors");
    editIndex(target, map -> map.remove("surprise"));
    Files.delete(target.resolve("model-00002-of-00004.safetensors"));
    assertThatThrownBy(sharded::tensors)
        .hasMessageContaining("model-00002-of-00004.safetensors is missing");
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void theTypeIsAnOptionAndTheDigestOfEqualValuesIsTheSame(TensorType type) throws IOException {
    ModelFolder model = ModelFolder.read(folder);
    Path narrow = directory.resolve("narrow");
    String digest = ModelFolder.write(model, model.tensors(), narrow, WriteOptions.of(type));

    ModelFolder written = ModelFolder.read(narrow);
    assertThat(written.tensors().values())
        .allSatisfy(tensor -> assertThat(tensor.type()).isEqualTo(type));
    assertThat(written.config().path("dtype").asText()).isEqualTo(WriteOptions.of(type).dtype());
    assertThat(written.digest()).isEqualTo(digest);
    Path wide = directory.resolve("wide");
    assertThat(ModelFolder.write(written, written.tensors(), wide)).isEqualTo(digest);
    assertThat(ModelFolder.read(wide).tensors().get(WORDS).type()).isEqualTo(TensorType.F32);
    if (type == TensorType.F32) {
      assertThat(digest).isEqualTo(model.digest());
    } else {
      assertThat(digest).isNotEqualTo(model.digest());
    }
  }

  @Test
  void aNumberBeyondTheTypeIsNamedAndLeavesNothing() throws IOException {
    ModelFolder model = ModelFolder.read(folder);
    Map<String, HostTensor> weights = new HashMap<>(model.tensors());
    float[] bias = new float[32];
    bias[7] = 1e6f;
    weights.put("pooler.dense.bias", HostTensor.ofFloats(new long[] {32}, bias));
    Path target = directory.resolve("out/target");
    assertThatThrownBy(
            () -> ModelFolder.write(model, weights, target, WriteOptions.of(TensorType.F16)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("pooler.dense.bias")
        .hasMessageContaining("write F32 or BF16");
    try (var files = Files.list(directory.resolve("out"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void headsGoOutUnderTheNamesTheyHadAndTiedOnesFollowTheEmbeddings() throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    ModelFolder.read(folder)
        .tensors()
        .forEach(
            (name, tensor) ->
                tensors.put("bert." + name.replace("LayerNorm.weight", "LayerNorm.gamma"), tensor));
    HostTensor words = tensors.get("bert." + WORDS);
    tensors.put("cls.predictions.decoder.weight", words);
    float[] own = words.toFloats();
    own[0] += 1;
    tensors.put("lm_head.weight", HostTensor.ofFloats(words.shape(), own));
    tensors.put("cls.predictions.transform.LayerNorm.gamma", vector(32, 1));
    HostTensor positions =
        new HostTensor(TensorType.I64, new long[] {1, 2}, ByteBuffer.allocateDirect(16));
    tensors.put("bert.embeddings.position_ids", positions);
    Safetensors.write(folder.resolve("model.safetensors"), tensors, Map.of());
    ModelFolder model = ModelFolder.read(folder);
    Map<String, HostTensor> trained = new HashMap<>(model.tensors());
    float[] changed = words.toFloats();
    changed[5] += 0.5f;
    trained.put(WORDS, HostTensor.ofFloats(words.shape(), changed));

    Path target = directory.resolve("target");
    ModelFolder.write(model, trained, target, WriteOptions.of(TensorType.BF16));

    Map<String, HostTensor> written = Safetensors.read(target.resolve("model.safetensors"));
    assertThat(written.keySet())
        .isEqualTo(
            Safetensors.read(folder.resolve("model.safetensors")).keySet().stream()
                .map(name -> name.startsWith("bert.") ? TensorNames.modern(name) : name)
                .collect(java.util.stream.Collectors.toSet()));
    float[] stored = written.get("bert." + WORDS).toFloats();
    assertThat(stored[5]).isNotEqualTo(words.toFloats()[5]);
    assertThat(written.get("cls.predictions.decoder.weight").toFloats()).isEqualTo(stored);
    assertThat(written.get("lm_head.weight").toFloats()[5]).isNotEqualTo(stored[5]);
    assertThat(written.get("bert.embeddings.position_ids").data()).isEqualTo(positions.data());
    assertThat(ModelFolder.read(target).config().path("architectures"))
        .isEqualTo(model.config().path("architectures"));
  }

  @Test
  void whatIsNoKnownHeadIsStillSurplus() throws IOException {
    ModelFolder model = ModelFolder.read(folder);
    Map<String, HostTensor> tensors = new HashMap<>(model.tensors());
    for (String name : List.of("adapter.weight", "decoder.weight", "head.dense.weight")) {
      tensors.put(name, vector(2, 0));
    }
    Safetensors.write(folder.resolve("model.safetensors"), tensors, Map.of());
    assertThatThrownBy(model::tensors)
        .hasMessageContaining(
            "surplus adapter.weight; surplus decoder.weight; surplus head.dense.weight");
  }

  @Test
  void theTransformerMayLieInASubFolder() throws IOException {
    String digest = ModelFolder.read(folder).digest();
    Files.createDirectory(folder.resolve("0_Transformer"));
    for (String name :
        List.of(
            "config.json",
            "model.safetensors",
            "tokenizer.json",
            "tokenizer_config.json",
            "sentence_bert_config.json")) {
      Files.move(folder.resolve(name), folder.resolve("0_Transformer").resolve(name));
    }
    Path modules = folder.resolve("modules.json");
    Files.writeString(
        modules,
        Files.readString(modules).replace("\"path\": \"\"", "\"path\": \"0_Transformer\""));

    ModelFolder model = ModelFolder.read(folder);
    assertThat(model.digest()).isEqualTo(digest);
    Path target = directory.resolve("target");
    assertThat(ModelFolder.write(model, model.tensors(), target)).isEqualTo(digest);
    assertThat(target.resolve("config.json")).exists();
    assertThat(target.resolve("tokenizer.json")).exists();
    assertThat(target.resolve("0_Transformer")).doesNotExist();

    Files.writeString(modules, Files.readString(modules).replace("0_Transformer", "../other"));
    assertThatThrownBy(() -> ModelFolder.read(folder)).hasMessageContaining("out of the folder");
  }

  @Test
  void sidesHavePromptsOfTheirOwnOrTheDefault() throws IOException {
    assertPrompts("{}", "", "");
    assertPrompts("{\"prompts\": {\"query\": \"q: \", \"document\": \"\"}}", "q: ", "");
    assertPrompts("{\"prompts\": {\"query\": null, \"passage\": \"p: \"}}", "", "p: ");
    assertPrompts(
        "{\"prompts\": {\"corpus\": \"c: \", \"passage\": \"p: \", \"document\": \"d: \"}}",
        "",
        "d: ");
    assertPrompts(
        "{\"prompts\": {\"any\": \"a: \", \"query\": \"\"}, \"default_prompt_name\": \"any\"}",
        "",
        "a: ");
    settings("{\"prompts\": {\"a\": \"\"}, \"default_prompt_name\": \"b\"}");
    assertThatThrownBy(() -> ModelFolder.read(folder))
        .hasMessageContaining("default_prompt_name 'b' is not among the prompts [a]");
  }

  @Test
  void settingsOfSentenceTransformersAreKept() throws IOException {
    String full = ModelFolder.read(folder).digest();
    settings(
        "{\"prompts\": {\"query\": \"q\"}, \"default_prompt_name\": \"query\","
            + " \"truncate_dim\": 16, \"similarity_fn_name\": \"dot\", \"other\": [1]}");
    ModelFolder model = ModelFolder.read(folder);
    assertThat(model.dimension()).isEqualTo(16);
    assertThat(model.fullDimension()).isEqualTo(32);
    assertThat(model.similarity()).isEqualTo("dot");
    assertThat(model.digest()).isNotEqualTo(full);
    Path target = directory.resolve("target");
    assertThat(ModelFolder.write(model, model.tensors(), target)).isEqualTo(model.digest());
    assertThat(JsonFiles.read(target.resolve("config_sentence_transformers.json")))
        .isEqualTo(JsonFiles.read(folder.resolve("config_sentence_transformers.json")));
    settings("{\"truncate_dim\": 64}");
    assertThat(ModelFolder.read(folder).dimension()).isEqualTo(32);
    settings("{\"truncate_dim\": 0}");
    assertThatThrownBy(() -> ModelFolder.read(folder)).hasMessageContaining("truncate_dim");
  }

  private void assertPrompts(String content, String query, String document) throws IOException {
    settings(content);
    ModelFolder model = ModelFolder.read(folder);
    assertThat(model.queryPrompt()).isEqualTo(query);
    assertThat(model.documentPrompt()).isEqualTo(document);
  }

  private void settings(String content) throws IOException {
    Files.writeString(folder.resolve("config_sentence_transformers.json"), content);
  }

  private static HostTensor vector(int length, float value) {
    float[] values = new float[length];
    java.util.Arrays.fill(values, value);
    return HostTensor.ofFloats(new long[] {length}, values);
  }

  private static void editIndex(Path target, java.util.function.Consumer<ObjectNode> change)
      throws IOException {
    Path file = target.resolve("model.safetensors.index.json");
    ObjectNode index = (ObjectNode) JsonFiles.read(file);
    change.accept((ObjectNode) index.path("weight_map"));
    JsonFiles.write(file, index);
  }
}
