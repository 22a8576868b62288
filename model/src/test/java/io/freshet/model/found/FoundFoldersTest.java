/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.found;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.adapter.MergedModel;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Folders as they are found give the numbers of sentence-transformers, or an error that says what
 * to do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FoundFoldersTest {
  /** Of the largest number of a vector, where that is above 1. */
  private static final float TOLERANCE = 1e-6f;

  /** PEFT adds an adapter's products to those of the weights; here it is added to the weights. */
  private static final float TOLERANCE_OF_MERGED = 3e-6f;

  /** What the errors say of the folders that are refused. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          entry("wrapped-names-of-tensors", "the names begin with 'module.'"),
          entry("pickled", "save_pretrained(..., safe_serialization=True)"),
          entry("config-without-a-width", "config.json: 'hidden_size' must be a positive whole"),
          entry("pieces-alone", "load the folder with AutoTokenizer of transformers and call"),
          entry("no-tokenizer", "load the folder with AutoTokenizer of transformers and call"),
          entry("vocabulary-with-added-tokens", "added_tokens.json adds [NEW] to vocab.txt, which"),
          entry("merges-alone", "load the folder with AutoTokenizer of transformers and call"),
          entry("length-of-queries", "take it out, and give it to the tasks as query-max-length"),
          entry("arguments-of-the-tokenizer", "it says into tokenizer_config.json"),
          entry("made-for-another-task", "transformer_task 'fill-mask' is not supported, feature-"),
          entry("pooling-unknown", "1_Pooling/config.json: pooling 'median' is not supported;"),
          entry("pooling-of-another-width", "token vectors of width 32, the transformer's have 16"),
          entry("no-pooling", "modules.json: there is no pooling; supported are"),
          entry("dense-sigmoid", "supported are GELU, ReLU, SiLU, Identity, Tanh of torch.nn"),
          entry("dense-leakyrelu", "activation.LeakyReLU' is not supported"),
          entry("dense-elu", "activation.ELU' is not supported"),
          entry("dense-mish", "activation.Mish' is not supported"),
          entry("dense-softplus", "activation.Softplus' is not supported"),
          entry("dense-of-untrusted-code", "2_Dense/config.json: activation_function 'own.code"),
          entry("dense-with-a-residual", "2_Dense/config.json: a residual dense layer"),
          entry("dense-pickled", "save_pretrained(..., safe_serialization=True)"),
          entry("dense-behind-normalize", "Dense, Normalize, in this order"),
          entry("layer-norm", "models.LayerNorm is not supported here; supported are"),
          entry("lstm", "lstm.LSTM is not supported here; supported are"),
          entry("cnn", "cnn.CNN is not supported here; supported are"),
          entry("static-embedding", "StaticEmbedding is not supported here; supported are"),
          entry("weighted-layers", "WeightedLayerPooling is not supported here; supported are"),
          entry("router", "put the one for documents into the other as its sub folder document-"),
          entry("asym", "put the one for documents into the other as its sub folder document-side"),
          entry(
              "code-of-its-own", "custom_st.Transformer is code of the model's own, which is not"),
          entry("default-prompt-unknown", "default_prompt_name 'any' is not among the prompts"),
          entry("adapter-own-biases", "lora_B.bias is not supported"),
          entry("adapter-embeddings", "lora_embedding_A is not supported"),
          entry("adapter-tokens", "trainable_tokens_delta is not supported"),
          entry("adapter-pissa", "init_lora_weights 'pissa' changed the base model too"),
          entry("adapter-olora", "init_lora_weights 'olora' changed the base model too"),
          entry("adapter-of-another-kind", "adapters of the type 'IA3' are not supported"));

  @TempDir Path directory;

  /** By digest and what is embedded how: folders of one digest embed alike. */
  private final Map<String, float[][]> embedded = new HashMap<>();

  static List<FoundFolder> equal() throws IOException {
    return FoundFolder.cases().stream()
        .filter(found -> !REFUSED.containsKey(found.name()))
        .toList();
  }

  static Set<String> refused() {
    return new TreeSet<>(REFUSED.keySet());
  }

  @ParameterizedTest
  @MethodSource("equal")
  void embedsAsSentenceTransformers(FoundFolder found) throws IOException {
    Path folder = complete(found);
    String digest = ModelFolder.read(folder).digest();
    assertThat(rewritten(folder)).as("written and read again").isEqualTo(digest);
    float[][] actual = embedded.get(digest + found.how());
    if (actual == null) {
      actual = embed(folder, found);
      embedded.put(digest + found.how(), actual);
    }
    float[][] expected = found.embeddings();
    assertThat(actual).hasNumberOfRows(expected.length);
    for (int text = 0; text < expected.length; text++) {
      assertThat(farthest(actual[text], expected[text]))
          .as("text %d", text)
          .isLessThan(found.hasAdapter() ? TOLERANCE_OF_MERGED : TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void saysWhatToDo(String name) throws IOException {
    FoundFolder found = FoundFolder.named(name);
    assertThatThrownBy(() -> ModelFolder.read(complete(found)).digest())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(REFUSED.get(name));
  }

  @Test
  void whatCannotBeMergedHereCanBeMergedByPeft() throws IOException {
    for (String name : REFUSED.keySet()) {
      FoundFolder found = FoundFolder.named(name);
      if (found.hasAdapter()) {
        Path base = found.model(directory);
        Path adapter = found.adapter(directory);
        assertThatThrownBy(() -> MergedModel.write(base, adapter, directory.resolve("merged")))
            .hasMessageContaining("merge_and_unload()");
      }
    }
  }

  @Test
  void anAdapterIsNoModel() throws IOException {
    FoundFolder found = FoundFolder.named("adapter-of-sentence-transformers");
    Path adapter = found.adapter(directory);
    assertThatThrownBy(() -> ModelFolder.read(adapter))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("freshet merge --model BASE --adapter " + adapter);
    Files.copy(found.model(directory).resolve("config.json"), adapter.resolve("config.json"));
    assertThatThrownBy(() -> ModelFolder.read(adapter))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("there are a model and an adapter of base here");
  }

  @Test
  void saysWhereItDiffersFromSentenceTransformers() throws IOException {
    assertDeviations("whole", TextRole.DOCUMENT);
    assertDeviations("prompts-document", TextRole.DOCUMENT);
    assertDeviations("truncate-dim-beyond", TextRole.QUERY);
    assertDeviations("no-modules", TextRole.QUERY, "there is no modules.json: vectors are brought");
    assertDeviations(
        "no-modules-but-a-pooling",
        TextRole.QUERY,
        "there is no modules.json: vectors are brought",
        "there is no modules.json: the pooling is that of 1_Pooling/config.json");
    assertDeviations("truncate-dim", TextRole.QUERY, "truncate_dim leaves 6 numbers: they are");
    assertDeviations("prompts-passage", TextRole.QUERY);
    assertDeviations(
        "prompts-passage",
        TextRole.DOCUMENT,
        "documents get the prompt 'passage' here; encode_doc");
    assertDeviations(
        "prompts-default", TextRole.QUERY, "queries get the prompt 'all' here; encode_query of");
  }

  @Test
  void aLanguageModelThatLooksToBothSidesPoolsOverTheMean() throws IOException {
    ModelFolder causal = ModelFolder.read(FoundFolder.named("no-modules-causal").model(directory));
    assertThat(causal.pooling()).containsExactly(Pooling.LAST_TOKEN);
    assertThat(causal.bidirectional().pooling()).containsExactly(Pooling.MEAN);
    ModelFolder told = ModelFolder.read(FoundFolder.named("left-padding").model(directory));
    assertThat(told.bidirectional().pooling()).containsExactly(Pooling.LAST_TOKEN);
  }

  private void assertDeviations(String name, TextRole role, String... beginnings)
      throws IOException {
    Path folder = FoundFolder.named(name).model(directory.resolve(role.name()));
    ModelFolder model = ModelFolder.read(folder);
    String prompt = role == TextRole.QUERY ? model.queryPrompt() : model.documentPrompt();
    List<String> deviations = model.deviations(role, prompt);
    assertThat(deviations).as(name).hasSize(beginnings.length);
    for (int i = 0; i < beginnings.length; i++) {
      assertThat(deviations.get(i)).startsWith(beginnings[i]);
    }
    if (!prompt.isEmpty()) {
      assertThat(model.deviations(role, "another")).isEmpty();
    }
  }

  private String rewritten(Path folder) throws IOException {
    ModelFolder model = ModelFolder.read(folder);
    Path target = directory.resolve("rewritten");
    ModelFolder.write(model, model.tensors(), target);
    return ModelFolder.read(target).digest();
  }

  /** The model's folder, or what it and the adapter make together. */
  private Path complete(FoundFolder found) throws IOException {
    Path folder = found.model(directory);
    if (!found.hasAdapter()) {
      return folder;
    }
    Path merged = directory.resolve("merged");
    String digest = MergedModel.write(folder, found.adapter(directory), merged);
    assertThat(ModelFolder.read(merged).digest()).isEqualTo(digest);
    return merged;
  }

  /** The largest difference of two numbers, in shares of the largest number above 1. */
  private static float farthest(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    float farthest = 0;
    float largest = 1;
    for (int i = 0; i < expected.length; i++) {
      farthest = Math.max(farthest, Math.abs(actual[i] - expected[i]));
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    return farthest / largest;
  }

  private static float[][] embed(Path folder, FoundFolder found) throws IOException {
    Optional<String> side = found.text("side");
    try (EmbeddingModel model = EmbeddingModel.load(folder, ComputeOptions.cpu(1))) {
      return side.isPresent()
          ? model.embed(found.texts(), TextRole.valueOf(side.get().toUpperCase(Locale.ROOT)))
          : model.embed(found.texts(), found.text("prompt").orElse(""), model.maxLength());
    }
  }
}
