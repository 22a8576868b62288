/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.model.Fixtures;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import io.freshet.model.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  @TempDir Path directory;
  private Path folder;

  @BeforeEach
  void copyFixture() throws IOException {
    folder = directory.resolve("model");
    Path source = Fixtures.path("encoders/bert");
    try (var files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(source.relativize(file).toString()));
      }
    }
  }

  @Test
  void readsAFolderOfSentenceTransformers() throws IOException {
    ModelFolder model = ModelFolder.read(folder);

    assertThat(model.architecture().modelType()).isEqualTo("bert");
    assertThat(model.dimension()).isEqualTo(32);
    assertThat(model.pooling()).containsExactly(Pooling.MEAN);
    assertThat(model.normalize()).isTrue();
    assertThat(model.maxLength()).isEqualTo(64);
    assertThat(model.prompts()).isEmpty();
    Map<String, HostTensor> tensors = model.tensors();
    assertThat(tensors.keySet())
        .startsWith("embeddings.word_embeddings.weight")
        .contains("pooler.dense.weight")
        .hasSize(5 + 3 * 16 + 2);
  }

  @Test
  void readsAFolderWithoutThem() throws IOException {
    for (String name :
        new String[] {
          "modules.json",
          "sentence_bert_config.json",
          "1_Pooling/config.json",
          "2_Normalize/config.json",
          "tokenizer_config.json"
        }) {
      Files.delete(folder.resolve(name));
    }
    ModelFolder model = ModelFolder.read(folder);
    assertThat(model.pooling()).containsExactly(Pooling.MEAN);
    assertThat(model.normalize()).isTrue();
    assertThat(model.maxLength()).isEqualTo(64);
  }

  @Test
  void writesACompleteFolderWithTheSameDigest() throws IOException {
    ModelFolder model = ModelFolder.read(folder);
    Path target = directory.resolve("out/copy");

    String digest = ModelFolder.write(model, model.tensors(), target);

    assertThat(digest).matches("[0-9a-f]{64}").isEqualTo(model.digest());
    ModelFolder copy = ModelFolder.read(target);
    assertThat(copy.digest()).isEqualTo(digest);
    assertThat(target.resolve("tokenizer.json"))
        .hasSameBinaryContentAs(folder.resolve("tokenizer.json"));
    for (String name :
        new String[] {
          "modules.json",
          "1_Pooling/config.json",
          "2_Normalize/config.json",
          "sentence_bert_config.json",
          "config_sentence_transformers.json",
          "tokenizer_config.json"
        }) {
      assertThat(target.resolve(name)).exists();
    }
    Path again = directory.resolve("out/again");
    ModelFolder.write(copy, copy.tensors(), again);
    assertThat(again.resolve("model.safetensors"))
        .hasSameBinaryContentAs(target.resolve("model.safetensors"));
    assertThat(again.resolve("config.json")).hasSameBinaryContentAs(target.resolve("config.json"));
    try (var files = Files.list(directory.resolve("out"))) {
      assertThat(files).hasSize(2);
    }
    assertThatThrownBy(() -> ModelFolder.write(copy, copy.tensors(), again))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void theDigestFollowsWhatChangesAnEmbeddingAndNothingElse() throws IOException {
    String before = ModelFolder.read(folder).digest();

    edit(
        "config.json", config -> config.put("transformers_version", "4.0").put("dtype", "float16"));
    assertThat(ModelFolder.read(folder).digest()).isEqualTo(before);

    edit("sentence_bert_config.json", lengths -> lengths.put("max_seq_length", 32));
    String shorter = ModelFolder.read(folder).digest();
    assertThat(shorter).isNotEqualTo(before);
    edit(
        "1_Pooling/config.json",
        pooling ->
            pooling.put("pooling_mode_mean_tokens", false).put("pooling_mode_cls_token", true));
    ModelFolder cls = ModelFolder.read(folder);
    assertThat(cls.pooling()).containsExactly(Pooling.CLS);
    assertThat(cls.digest()).isNotEqualTo(shorter);

    Files.writeString(
        folder.resolve("config_sentence_transformers.json"),
        "{\"prompts\": {\"query\": \"query: \"}, \"similarity_fn_name\": \"dot\"}");
    ModelFolder prompted = ModelFolder.read(folder);
    assertThat(prompted.prompts()).containsEntry("query", "query: ");
    assertThat(prompted.digest()).isNotEqualTo(cls.digest());

    Map<String, HostTensor> weights = new LinkedHashMap<>(prompted.tensors());
    float[] bias = weights.get("embeddings.LayerNorm.bias").toFloats();
    bias[3] += 1e-3f;
    weights.put("embeddings.LayerNorm.bias", HostTensor.ofFloats(new long[] {32}, bias));
    assertThat(prompted.digest(weights)).isNotEqualTo(prompted.digest());

    Path target = directory.resolve("written");
    assertThat(ModelFolder.write(prompted, weights, target)).isEqualTo(prompted.digest(weights));
    ModelFolder written = ModelFolder.read(target);
    assertThat(written.digest()).isEqualTo(prompted.digest(weights));
    assertThat(written.pooling()).containsExactly(Pooling.CLS);
    assertThat(written.maxLength()).isEqualTo(32);
    assertThat(written.prompts()).isEqualTo(prompted.prompts());
  }

  @Test
  void acceptsNamesOfModelsWithHeadsAndHalfPrecision() throws IOException {
    ModelFolder model = ModelFolder.read(folder);
    Map<String, HostTensor> renamed = new LinkedHashMap<>();
    model
        .tensors()
        .forEach(
            (name, tensor) ->
                renamed.put("bert." + name.replace("LayerNorm.weight", "LayerNorm.gamma"), tensor));
    renamed.put("cls.predictions.bias", HostTensor.ofFloats(new long[] {320}, new float[320]));
    ByteBuffer halves = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    while (halves.hasRemaining()) {
      halves.putShort((short) 0x3c00);
    }
    renamed.put(
        "bert.embeddings.LayerNorm.bias",
        new HostTensor(TensorType.F16, new long[] {32}, halves.flip()));
    Safetensors.write(folder.resolve("model.safetensors"), renamed, Map.of());

    Map<String, HostTensor> tensors = model.tensors();

    assertThat(tensors).hasSize(5 + 3 * 16 + 2 + 1).containsKey("cls.predictions.bias");
    assertThat(tensors.get("embeddings.LayerNorm.bias").type()).isEqualTo(TensorType.F16);
    assertThat(tensors.get("embeddings.LayerNorm.bias").toFloats()).containsOnly(1f);
  }

  @Test
  void aPoolerNeitherChangesTheDigestNorGetsLost() throws IOException {
    ModelFolder model = ModelFolder.read(folder);
    Map<String, HostTensor> weights = new LinkedHashMap<>(model.tensors());
    weights.keySet().removeIf(name -> name.startsWith("pooler."));
    Path target = directory.resolve("target");

    assertThat(ModelFolder.write(model, weights, target)).isEqualTo(model.digest());

    assertThat(ModelFolder.read(target).tensors().get("pooler.dense.weight").toFloats())
        .isEqualTo(model.tensors().get("pooler.dense.weight").toFloats());
  }

  @Test
  void readsTheNewerSpellingOfSentenceTransformers() throws IOException {
    String before = ModelFolder.read(folder).digest();
    Files.writeString(
        folder.resolve("1_Pooling/config.json"),
        "{\"embedding_dimension\": 32, \"pooling_mode\": \"mean\", \"include_prompt\": true}");
    Files.writeString(
        folder.resolve("modules.json"),
        """
        [{"idx": 0, "name": "0", "path": "",
          "type": "sentence_transformers.base.modules.transformer.Transformer"},
         {"idx": 1, "name": "1", "path": "1_Pooling",
          "type": "sentence_transformers.sentence_transformer.modules.pooling.Pooling"},
         {"idx": 2, "name": "2", "path": "2_Normalize",
          "type": "sentence_transformers.base.modules.normalize.Normalize"}]
        """);
    Files.writeString(
        folder.resolve("config_sentence_transformers.json"),
        "{\"prompts\": {\"query\": \"\", \"document\": \"\"}}");
    Files.delete(folder.resolve("sentence_bert_config.json"));
    assertThat(ModelFolder.read(folder).digest()).isEqualTo(before);
  }

  @Test
  void namesEveryTensorThatDoesNotFit() throws IOException {
    ModelFolder model = ModelFolder.read(folder);
    Map<String, HostTensor> weights = new LinkedHashMap<>(model.tensors());
    weights.remove("encoder.layer.1.output.dense.bias");
    weights.put("extra.weight", HostTensor.ofFloats(new long[] {1}, new float[] {0}));
    weights.put("embeddings.LayerNorm.bias", HostTensor.ofFloats(new long[] {1}, new float[1]));
    Safetensors.write(folder.resolve("model.safetensors"), weights, Map.of());

    assertThatThrownBy(model::tensors)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("missing encoder.layer.1.output.dense.bias [32]")
        .hasMessageContaining("surplus extra.weight")
        .hasMessageContaining("embeddings.LayerNorm.bias has the shape [1], expected [32]");
  }

  @Test
  void refusesWhatItCannotRun() throws IOException {
    edit("config.json", config -> config.put("model_type", "bloom"));
    assertRefused("the architecture 'bloom' is not supported; supported are: bert");
    edit("config.json", config -> config.put("model_type", "bert").put("hidden_act", "quick_gelu"));
    assertRefused("hidden_act 'quick_gelu' is not supported");
    edit("config.json", config -> config.put("hidden_act", "gelu").remove("num_hidden_layers"));
    assertRefused("'num_hidden_layers' must be a positive whole number");
    edit("config.json", config -> config.put("num_hidden_layers", 3));
    edit("1_Pooling/config.json", pooling -> pooling.put("pooling_mode_median", true));
    assertRefused("pooling 'pooling_mode_median' is not supported; supported are cls, max");
    edit("1_Pooling/config.json", pooling -> pooling.remove("pooling_mode_median"));
    Files.move(folder.resolve("model.safetensors"), folder.resolve("pytorch_model.bin"));
    assertRefused("save_pretrained");
    Files.delete(folder.resolve("config.json"));
    assertRefused("config.json is missing");
    folder = directory.resolve("nowhere");
    assertRefused("no such directory");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> ModelFolder.read(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(message);
  }

  private void edit(String name, Consumer<ObjectNode> change) throws IOException {
    JsonNode node = JsonFiles.read(folder.resolve(name));
    change.accept((ObjectNode) node);
    JsonFiles.write(folder.resolve(name), node);
  }
}
