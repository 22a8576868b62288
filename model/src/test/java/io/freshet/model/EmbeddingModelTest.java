/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.encoder.Encoder;
import io.freshet.model.encoder.WeightLoader;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import io.freshet.model.text.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
  void threadsOfTheProcessorShareABatch() throws IOException, InterruptedException {
    Random random = new Random(7);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      texts.add("kafka window state ".repeat(1 + random.nextInt(12)));
    }
    Set<Thread> before = encoderThreads();
    Set<Thread> made;
    ComputeOptions shared = new ComputeOptions("cpu", 3, 10_000);
    try (EmbeddingModel one = EmbeddingModel.load(FOLDER, ComputeOptions.cpu(1));
        EmbeddingModel many = EmbeddingModel.load(FOLDER, shared)) {
      float[][] expected = one.embed(texts, TextRole.QUERY);
      float[][] actual = many.embed(texts, TextRole.QUERY);
      for (int row = 0; row < actual.length; row++) {
        assertThat(actual[row]).containsExactly(expected[row], within(1e-5f));
      }
      assertThat(many.embed(texts, TextRole.QUERY)).isDeepEqualTo(actual);
      made = encoderThreads();
    }
    made.removeAll(before);
    assertThat(made).as("threads beside the caller").hasSize(2);
    for (Thread thread : made) {
      thread.join(Duration.ofSeconds(30).toMillis());
    }
    assertThat(made).as("threads of a closed model").noneMatch(Thread::isAlive);
  }

  private static Set<Thread> encoderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("freshet-encoder"))
        .collect(Collectors.toSet());
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

  @Test
  void cutVectorsAreBroughtBackToLengthOne() throws IOException {
    ComputeOptions narrow = new ComputeOptions("cpu", 1, 100, OptionalInt.of(5), Precision.AUTO);
    try (EmbeddingModel whole = EmbeddingModel.load(FOLDER, ComputeOptions.cpu(1));
        EmbeddingModel cut = EmbeddingModel.load(FOLDER, narrow)) {
      assertThat(cut.dimension()).isEqualTo(5);
      assertThat(cut.digest()).isEqualTo(whole.digest());
      float[] full = whole.embed(List.of("window state"), "", 64)[0];
      float[] vector = cut.embed(List.of("window state"), "", 64)[0];
      float[] beginning = Arrays.copyOf(full, 5);
      double norm = Math.sqrt(squares(beginning));
      assertThat(vector).hasSize(5);
      assertThat(squares(vector)).isCloseTo(1, within(1e-6));
      for (int i = 0; i < 5; i++) {
        assertThat(vector[i]).isCloseTo((float) (beginning[i] / norm), within(1e-6f));
      }
    }
    assertThatThrownBy(() -> new ComputeOptions("cpu", 1, 100, OptionalInt.of(0), Precision.AUTO))
        .hasMessageContaining("dimension");
  }

  @Test
  void aPromptMayBeLeftOutOfThePooling(@TempDir Path directory) throws IOException {
    Path folder = Fixtures.copy("encoders/bert", directory.resolve("model"));
    Files.writeString(
        folder.resolve("1_Pooling/config.json"),
        "{\"pooling_mode\": \"cls\", \"include_prompt\": false}");
    try (EmbeddingModel model = EmbeddingModel.load(folder, ComputeOptions.cpu(1));
        TextTokenizer tokenizer = TextTokenizer.open(folder);
        ComputeDevice device = ComputeDevice.open(ComputeOptions.cpu(1))) {
      // The first token behind the prompt takes the place of the first token.
      int prompt = tokenizer.promptTokens("kafka ");
      List<long[]> ids = tokenizer.tokenize(List.of("kafka window state"), 64);
      ModelFolder description = ModelFolder.read(folder);
      NDList weights =
          new WeightLoader(DevicePrograms.load(Program.COMMON, device))
              .load(device.memory(), description.network(), description.tensors());
      float[] states =
          Encoder.of(description, device)
              .lastHiddenState(device.memory(), weights, TextTokenizer.pad(ids, tokenizer.padId()))
              .toFloatArray();
      assertThat(prompt).isPositive();
      assertThat(model.embed(List.of("window state"), "kafka ", 64)[0])
          .containsExactly(normalised(states, prompt), within(1e-5f));
      assertThat(model.embed(List.of("kafka window state"), "", 64)[0])
          .containsExactly(normalised(states, 0), within(1e-5f));
      // Nothing is left to pool, and nothing becomes NaN.
      assertThat(model.embed(List.of("window"), "kafka ", 3)[0]).doesNotContain(Float.NaN);
    }
  }

  @Test
  void denseLayersFollowThePooling(@TempDir Path directory) throws IOException {
    Path folder = Fixtures.copy("encoders/bert", directory.resolve("model"));
    Files.createDirectory(folder.resolve("2_Dense"));
    Files.writeString(
        folder.resolve("2_Dense/config.json"),
        "{\"in_features\": 32, \"out_features\": 3, \"bias\": true,"
            + " \"activation_function\": \"torch.nn.modules.activation.Tanh\"}");
    Random random = new Random(1);
    float[] weight = new float[96];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian();
    }
    float[] bias = {0.5f, -0.25f, 0};
    Safetensors.write(
        folder.resolve("2_Dense/model.safetensors"),
        Map.of(
            "linear.weight", HostTensor.ofFloats(new long[] {3, 32}, weight),
            "linear.bias", HostTensor.ofFloats(new long[] {3}, bias)),
        Map.of());
    Path plain = Fixtures.copy("encoders/bert", directory.resolve("plain"));
    String type = "\"type\": \"sentence_transformers.models.";
    String modules =
        "[{\"path\": \"\", "
            + type
            + "Transformer\"}, {\"path\": \"1_Pooling\", "
            + type
            + "Pooling\"}";
    Files.writeString(plain.resolve("modules.json"), modules + "]");
    Files.writeString(
        folder.resolve("modules.json"),
        modules + ", {\"path\": \"2_Dense\", " + type + "Dense\"}]");
    try (EmbeddingModel model = EmbeddingModel.load(folder, ComputeOptions.cpu(1));
        EmbeddingModel without = EmbeddingModel.load(plain, ComputeOptions.cpu(1))) {
      assertThat(without.dimension()).isEqualTo(32);
      float[][] actual = model.embed(texts(), TextRole.DOCUMENT);
      float[][] inputs = without.embed(texts(), TextRole.DOCUMENT);
      assertThat(actual).hasDimensions(inputs.length, 3);
      for (int row = 0; row < actual.length; row++) {
        for (int out = 0; out < 3; out++) {
          double sum = bias[out];
          for (int in = 0; in < 32; in++) {
            sum += (double) weight[out * 32 + in] * inputs[row][in];
          }
          assertThat(actual[row][out]).isCloseTo((float) Math.tanh(sum), within(1e-5f));
        }
      }
    }
  }

  static List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(Fixtures.path("encoders"))) {
      return all.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void everyTextHasAFiniteEmbedding(Path folder) throws IOException {
    assertEmbedsAnything(folder);
  }

  /** Families that the references do not have; words of the vocabulary are of no importance. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // Pieces with scores, as in XLM-RoBERTa
        """
        {"model": {"type": "Unigram", "unk_id": 0,
                   "vocab": [["<unk>", 0], ["▁", -1], ["a", -2], ["▁a", -1.5], ["w", -3]]},
         "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"}}
        """,
        // Merges with bytes to fall back on, as in Llama 2, and no special token at all
        """
        {"model": {"type": "BPE", "byte_fallback": true, "unk_token": "<unk>",
                   "vocab": {"<unk>": 0, "a": 1, "b": 2, "ab": 3, "<0x00>": 4, "▁": 5},
                   "merges": [["a", "b"]]},
         "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}}
        """,
        // Whole words
        """
        {"model": {"type": "WordLevel", "unk_token": "u", "vocab": {"u": 0, "a": 1}},
         "pre_tokenizer": {"type": "Whitespace"}}
        """
      })
  void otherFamiliesOfTokenizersToo(String tokenizer, @TempDir Path directory) throws IOException {
    Path folder = Fixtures.copy("encoders/bert", directory.resolve("model"));
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer);
    assertEmbedsAnything(folder);
  }

  private static void assertEmbedsAnything(Path folder) throws IOException {
    List<String> texts =
        List.of(
            "",
            " \n\t",
            "\0",
            "a\0b",
            "\ud800",
            "a \udc00\ud83d b \ud83d\ude00",
            "\ufffe\uffff\ufeff",
            "[PAD] [PAD]",
            "<pad><pad>",
            "a".repeat(100_000),
            "window state ".repeat(8_000),
            "\u0301".repeat(1_000),
            "東京".repeat(1_000));
    try (EmbeddingModel model = EmbeddingModel.load(folder, new ComputeOptions("cpu", 1, 256))) {
      float[][] vectors = model.embed(texts, TextRole.QUERY);
      for (int i = 0; i < vectors.length; i++) {
        assertThat(squares(vectors[i])).as("text %d", i).isCloseTo(1, within(1e-4));
        assertThat(model.embed(List.of(texts.get(i)), TextRole.QUERY)[0])
            .as("text %d alone", i)
            .containsExactly(vectors[i], within(1e-5f));
      }
    }
  }

  private static double squares(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    return sum;
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
