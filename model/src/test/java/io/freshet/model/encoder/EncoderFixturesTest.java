/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.Precision;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every folder of the reference encoders, whatever they are: numbers of PyTorch. */
class EncoderFixturesTest {
  /**
   * The poolings in the order of the vector when all stand side by side, by the references' names.
   */
  private static final List<String> POOLINGS =
      List.of("cls", "max", "mean", "mean_sqrt_len", "weightedmean", "last");

  private static final String ALL =
      """
      {"embedding_dimension": 0, "pooling_mode":
       ["cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken"]}
      """;

  private static final String MODULES =
      """
      [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
       {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
      """;

  private static final float TOLERANCE = 1e-5f;

  /** bfloat16 has 8 bits. */
  private static final float NARROW_TOLERANCE = 0.01f;

  private static final int MANY_TOKENS = 128;
  private static final int LONGER = 8;

  private static ComputeDevice device;

  @TempDir Path directory;

  static List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(Fixtures.path("encoders"))) {
      return all.filter(Files::isDirectory).sorted().toList();
    }
  }

  static List<Path> bidirectionalFolders() throws IOException {
    return folders().stream()
        .filter(folder -> Files.exists(folder.resolve("expected_bidirectional.safetensors")))
        .toList();
  }

  @BeforeAll
  static void open() {
    device = ComputeDevice.open(ComputeOptions.cpu(1));
  }

  @AfterAll
  static void close() {
    device.close();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void tokensAreTheReference(Path path) throws IOException {
    Map<String, HostTensor> expected = Safetensors.read(path.resolve("expected.safetensors"));
    TokenBatch reference = batch(expected);
    TokenBatch actual = batch(path);
    assertThat(actual.mask()).isEqualTo(reference.mask());
    assertThat(actual.ids()).isEqualTo(reference.ids());
  }

  @ParameterizedTest
  @MethodSource("folders")
  void statesAndPoolingsAreTheReference(Path path) throws IOException {
    Map<String, HostTensor> expected = Safetensors.read(path.resolve("expected.safetensors"));
    check(withAllPoolings(path), batch(expected), expected);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("bidirectionalFolders")
  void attentionToBothSidesIsTheReference(Path path) throws IOException {
    TokenBatch batch = batch(Safetensors.read(path.resolve("expected.safetensors")));
    check(
        withAllPoolings(path).bidirectional(),
        batch,
        Safetensors.read(path.resolve("expected_bidirectional.safetensors")));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void ownPoolingIsTheReferenceAndATextsCompanyDoesNotMatter(Path path) throws IOException {
    ModelFolder folder = ModelFolder.read(path);
    Map<String, HostTensor> expected = Safetensors.read(path.resolve("expected.safetensors"));
    TokenBatch batch = batch(path);
    Encoder encoder = Encoder.of(folder, device);
    try (NDManager memory = device.memory().newSubManager()) {
      NDList weights = weights(folder, memory);
      float[] together = encoder.embed(memory, weights, batch).toFloatArray();
      String pooling = POOLINGS.get((int) folder.pooling().get(0).code());
      assertThat(together)
          .containsExactly(floats(expected, "pooled_" + pooling), within(TOLERANCE));
      int width = folder.dimension();
      for (int row = 0; row < batch.rows(); row++) {
        float[] alone = encoder.embed(memory, weights, row(batch, row)).toFloatArray();
        assertThat(alone)
            .containsExactly(
                Arrays.copyOfRange(together, row * width, (row + 1) * width), within(TOLERANCE));
      }
    }
  }

  /** Many tokens take another way through attention than few. */
  @ParameterizedTest
  @MethodSource("folders")
  void manyTokensInBfloat16AreAlmostTheReference(Path path) throws IOException {
    ModelFolder folder = ModelFolder.read(path);
    Map<String, HostTensor> expected = Safetensors.read(path.resolve("expected.safetensors"));
    String pooling = POOLINGS.get((int) folder.pooling().get(0).code());
    float[] reference = floats(expected, "pooled_" + pooling);
    TokenBatch batch = batch(expected);
    int width = folder.dimension();
    ComputeOptions narrow = ComputeOptions.cpu(1).withPrecision(Precision.BFLOAT16);
    try (ComputeDevice bfloat16 = ComputeDevice.open(narrow);
        NDManager memory = bfloat16.memory().newSubManager()) {
      Encoder encoder = Encoder.of(folder, bfloat16);
      NDList weights = weights(folder, memory);
      for (int row = 0; row < batch.rows(); row++) {
        TokenBatch one = row(batch, row);
        if (one.length() + LONGER > folder.maxLength()) {
          continue;
        }
        TokenBatch many = besideLonger(one, MANY_TOKENS);
        float[] embeddings = encoder.embed(memory, weights, many).toFloatArray();
        for (int number = 0; number < many.rows(); number += 2) {
          int from = number * width;
          assertThat(Arrays.copyOfRange(embeddings, from, from + width))
              .as("row %d, as number %d", row, number)
              .containsExactly(
                  Arrays.copyOfRange(reference, row * width, (row + 1) * width),
                  within(NARROW_TOLERANCE));
        }
      }
    }
  }

  private static void check(ModelFolder folder, TokenBatch batch, Map<String, HostTensor> expected)
      throws IOException {
    Encoder encoder = Encoder.of(folder, device);
    int width = folder.architecture().dimension();
    try (NDManager memory = device.memory().newSubManager()) {
      NDList weights = weights(folder, memory);
      float[] states = encoder.lastHiddenState(memory, weights, batch).toFloatArray();
      float[] reference = floats(expected, "last_hidden_state");
      assertThat(states).hasSameSizeAs(reference);
      for (int i = 0; i < states.length; i++) {
        float value = batch.mask()[i / width] == 1 ? reference[i] : 0;
        float tolerance = batch.mask()[i / width] == 1 ? TOLERANCE : 0;
        assertThat(states[i])
            .as("token %d, dimension %d", i / width, i % width)
            .isCloseTo(value, within(tolerance));
      }
      float[] pooled = encoder.embed(memory, weights, batch).toFloatArray();
      for (int kind = 0; kind < POOLINGS.size(); kind++) {
        float[] wanted = floats(expected, "pooled_" + POOLINGS.get(kind));
        for (int row = 0; row < batch.rows(); row++) {
          int from = (row * POOLINGS.size() + kind) * width;
          assertThat(normalised(Arrays.copyOfRange(pooled, from, from + width)))
              .as("pooling %s, row %d", POOLINGS.get(kind), row)
              .containsExactly(
                  Arrays.copyOfRange(wanted, row * width, (row + 1) * width), within(TOLERANCE));
        }
      }
    }
  }

  private static NDList weights(ModelFolder folder, NDManager memory) throws IOException {
    return new WeightLoader(DevicePrograms.load(Program.COMMON, device))
        .load(memory, folder.architecture(), folder.tensors());
  }

  /** The folder with all poolings side by side, and vectors of any length. */
  private ModelFolder withAllPoolings(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, directory.resolve(requireNonNull(file.getFileName())));
      }
    }
    Files.createDirectories(directory.resolve("1_Pooling"));
    Files.writeString(directory.resolve("1_Pooling/config.json"), ALL);
    Files.writeString(directory.resolve("modules.json"), MODULES);
    return ModelFolder.read(directory);
  }

  private static TokenBatch batch(Path path) throws IOException {
    String[] texts =
        new ObjectMapper().readValue(path.resolve("texts.json").toFile(), String[].class);
    try (TextTokenizer tokenizer = TextTokenizer.open(path)) {
      return TextTokenizer.pad(
          tokenizer.tokenize(List.of(texts), ModelFolder.read(path).maxLength()),
          tokenizer.padId());
    }
  }

  private static TokenBatch batch(Map<String, HostTensor> expected) {
    HostTensor ids = requireNonNull(expected.get("input_ids"));
    return new TokenBatch(
        longs(ids),
        longs(requireNonNull(expected.get("attention_mask"))),
        (int) ids.shape()[0],
        (int) ids.shape()[1]);
  }

  /** One row without its padding. */
  private static TokenBatch row(TokenBatch batch, int row) {
    int from = row * batch.length();
    int tokens = (int) Arrays.stream(batch.mask(), from, from + batch.length()).sum();
    return new TokenBatch(
        Arrays.copyOfRange(batch.ids(), from, from + tokens),
        Arrays.copyOfRange(batch.mask(), from, from + tokens),
        1,
        tokens);
  }

  /** A row as often as it takes to have that many tokens, in turns with a longer one. */
  private static TokenBatch besideLonger(TokenBatch row, int tokens) {
    int rows = 2 * (tokens / row.length() + 1);
    int length = row.length() + LONGER;
    long[] ids = new long[rows * length];
    long[] mask = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      int place = i % length;
      ids[i] = row.ids()[place % row.length()];
      mask[i] = place < row.length() || i / length % 2 == 1 ? 1 : 0;
    }
    return new TokenBatch(ids, mask, rows, length);
  }

  private static float[] normalised(float[] vector) {
    double norm = 0;
    for (float value : vector) {
      norm += (double) value * value;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(norm);
    }
    return vector;
  }

  private static float[] floats(Map<String, HostTensor> tensors, String name) {
    return requireNonNull(tensors.get(name), name).toFloats();
  }

  private static long[] longs(HostTensor tensor) {
    long[] values = new long[tensor.elements()];
    tensor.data().asLongBuffer().get(values);
    return values;
  }
}
