/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.Precision;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks in 8 bits, on whichever processor. */
class EncodingWeightsTest {
  private static final ComputeOptions INT8 = ComputeOptions.cpu(1).withPrecision(Precision.INT8);
  private static final List<String> TEXTS =
      List.of("kafka window", "a loss of gradient", "window", "gradient kafka gradient a kafka");

  @TempDir static Path directory;
  private static Path small;

  private ComputeDevice device;

  @BeforeAll
  static void model() throws IOException {
    small = directory.resolve("small");
    FreshModel.create("bert", ModelSize.SMALL, Fixtures.path("encoders/bert"), 1, small);
  }

  @BeforeEach
  void open() {
    device = ComputeDevice.open(INT8);
  }

  @AfterEach
  void close() {
    device.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert",
        "distilbert",
        "roberta",
        "xlm-roberta",
        "mpnet",
        "modernbert",
        "llama",
        "mistral",
        "qwen2",
        "qwen3"
      })
  void embeddingsAreAlmostThoseOfFloat32(String name) throws IOException {
    ModelFolder folder = ModelFolder.read(Fixtures.path("encoders/" + name));
    try (TextTokenizer tokenizer = TextTokenizer.open(folder.tokenizer(), name)) {
      assertThat(ProbingTexts.leastCosine(folder, tokenizer, INT8)).isBetween(0.99, 0.999_999_99);
    }
  }

  @Test
  void anEmbeddingDoesNotDependOnItsCompany() throws IOException {
    try (Network network = new Network(small)) {
      float[][] together = network.embed(TEXTS);
      for (int i = 0; i < TEXTS.size(); i++) {
        float[] alone = network.embed(List.of(TEXTS.get(i)))[0];
        assertThat(ProbingTexts.cosine(alone, together[i])).isGreaterThan(0.999_98);
      }
    }
  }

  @Test
  void whatLiesOutsideTheRangesIsBroughtToTheirEnds() throws IOException {
    try (Network network = new Network(small)) {
      float[][] measured = network.embed(TEXTS);
      network.narrowRanges(0.5f);
      float[][] cut = network.embed(TEXTS);
      for (int i = 0; i < TEXTS.size(); i++) {
        assertThat(ProbingTexts.cosine(measured[i], cut[i])).isBetween(0.98, 0.999_98);
      }
    }
  }

  /** A network on the device of the test. */
  private final class Network implements AutoCloseable {
    private final ModelFolder folder;
    private final TextTokenizer tokenizer;
    private final Encoder encoder;
    private final NDList weights;

    Network(Path path) throws IOException {
      folder = ModelFolder.read(path);
      tokenizer = TextTokenizer.open(folder.tokenizer(), path.toString());
      encoder = Encoder.of(folder, device);
      WeightLoader loader = new WeightLoader(DevicePrograms.load(Program.COMMON, device));
      weights = EncodingWeights.load(device, folder, tokenizer, folder.tensors(), loader, encoder);
    }

    float[][] embed(List<String> texts) {
      List<long[]> ids = tokenizer.tokenize(texts, folder.maxLength());
      TokenBuckets buckets = TokenBuckets.withinBudget(ids, 4096, tokenizer.padId());
      TokenBatch batch = buckets.batches().get(0);
      try (NDManager scope = device.memory().newSubManager()) {
        float[] numbers = encoder.embed(scope, weights, batch).toFloatArray();
        int width = folder.dimension();
        float[][] rows = new float[texts.size()][];
        for (int i = 0; i < rows.length; i++) {
          rows[buckets.rows().get(i)] = Arrays.copyOfRange(numbers, i * width, (i + 1) * width);
        }
        return rows;
      }
    }

    void narrowRanges(float factor) {
      int inside = folder.architecture().tensors().size();
      int matrices = EncodingWeights.places(folder.architecture()).length;
      for (int i = 0; i < matrices; i++) {
        weights.get(inside + 2 * i + 1).muli(factor);
      }
    }

    @Override
    public void close() {
      tokenizer.close();
    }
  }
}
