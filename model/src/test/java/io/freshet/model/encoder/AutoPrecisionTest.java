/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.Fixtures;
import io.freshet.model.Precision;
import io.freshet.model.device.BfloatUnits;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import io.freshet.model.text.TextTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoPrecisionTest {
  private static final ComputeOptions CPU = ComputeOptions.cpu(1);

  @TempDir static Path directory;
  private static Path wide;

  @BeforeAll
  static void model() throws IOException {
    wide = directory.resolve("wide");
    FreshModel.create("bert", ModelSize.SMALL, Fixtures.path("encoders/bert"), 1, wide);
  }

  @ParameterizedTest
  @CsvSource({
    "TILES, 1.0, BFLOAT16",
    "TILES, 0.9999, BFLOAT16",
    "TILES, 0.99989, FLOAT32",
    "TILES, NaN, FLOAT32",
    "VECTORS, 1.0, BFLOAT16",
    "VECTORS, 0.5, FLOAT32",
    "NONE, 1.0, FLOAT32"
  })
  void followsTheUnitsAndTheCheck(BfloatUnits units, double cosine, Precision expected)
      throws IOException {
    AutoPrecision choice = new AutoPrecision(units, true, (folder, tokenizer, compute) -> cosine);
    assertThat(settled(choice, wide, CPU)).isEqualTo(CPU.withPrecision(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "true, 0.97, 1.0, INT8",
    "true, 0.96, 1.0, BFLOAT16",
    "true, 0.96, 0.5, FLOAT32",
    "true, NaN, 1.0, BFLOAT16",
    "false, 1.0, 1.0, BFLOAT16"
  })
  void eightBitsGiveWayToTheChoiceOfAuto(
      boolean bytes, double cosine, double cosineOfBfloat16, Precision expected)
      throws IOException {
    AutoPrecision choice =
        new AutoPrecision(
            BfloatUnits.TILES,
            bytes,
            (folder, tokenizer, compute) ->
                switch (compute.precision()) {
                  case INT8 -> cosine;
                  case BFLOAT16 -> cosineOfBfloat16;
                  default -> throw new AssertionError("asked for " + compute.precision());
                });
    Log log = Log.listen();
    assertThat(settled(choice, wide, CPU.withPrecision(Precision.INT8)))
        .isEqualTo(CPU.withPrecision(expected));
    assertThat(log.said().get(0))
        .contains(
            expected == Precision.INT8
                ? "computes in int8: the cosine of its embeddings in int8 and float32 is 0.97"
                : "computes as by precision 'auto': ");
  }

  @Test
  void asksOnlyWhereTheAnswerCounts() throws IOException {
    AutoPrecision choice =
        new AutoPrecision(
            BfloatUnits.TILES,
            true,
            (folder, tokenizer, compute) -> {
              throw new AssertionError("nothing to ask for");
            });
    for (Precision told : List.of(Precision.FLOAT32, Precision.BFLOAT16, Precision.FLOAT16)) {
      ComputeOptions options = CPU.withPrecision(told);
      assertThat(settled(choice, wide, options)).isEqualTo(options);
    }
    // The fixture is 32 wide.
    assertThat(settled(choice, Fixtures.path("encoders/bert"), CPU).precision())
        .isEqualTo(Precision.FLOAT32);
    AutoPrecision none = new AutoPrecision(BfloatUnits.NONE, true, choice.agreement());
    assertThat(settled(none, wide, CPU).precision()).isEqualTo(Precision.FLOAT32);
  }

  @Test
  void aModelWhoseEmbeddingsAgreeComputesInBfloat16AndSaysSo() throws IOException {
    Log log = Log.listen();
    AutoPrecision choice = new AutoPrecision(BfloatUnits.VECTORS, true, ProbingTexts::leastCosine);
    assertThat(settled(choice, wide, CPU).precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(log.said())
        .singleElement()
        .asString()
        .contains("computes in bfloat16: the cosine", " is 0.9999", "wanted at least 0.9999");
    Precision here =
        BfloatUnits.here() == BfloatUnits.NONE ? Precision.FLOAT32 : Precision.BFLOAT16;
    try (EmbeddingModel model = EmbeddingModel.load(wide, CPU)) {
      assertThat(model.precision()).isEqualTo(here);
    }
  }

  @Test
  void aModelWhoseEmbeddingsDisagreeComputesInFloat32AndSaysSo() throws IOException {
    Path folder = directory.resolve("huge");
    FreshModel.create("bert", ModelSize.SMALL, Fixtures.path("encoders/bert"), 1, folder);
    Path weights = folder.resolve("model.safetensors");
    Map<String, HostTensor> tensors = new HashMap<>(Safetensors.read(weights));
    tensors.replaceAll((name, tensor) -> name.contains("attention") ? huge(tensor) : tensor);
    Safetensors.write(weights, tensors, Map.of());
    Log log = Log.listen();
    AutoPrecision choice = new AutoPrecision(BfloatUnits.VECTORS, true, ProbingTexts::leastCosine);
    assertThat(settled(choice, folder, CPU).precision()).isEqualTo(Precision.FLOAT32);
    assertThat(log.said()).singleElement().asString().contains("computes in float32: the cosine");
    try (EmbeddingModel model = EmbeddingModel.load(folder, CPU)) {
      assertThat(model.precision()).isEqualTo(Precision.FLOAT32);
    }
  }

  /** Attention falls on single tokens by small differences of large scores. */
  private static HostTensor huge(HostTensor tensor) {
    float[] values = tensor.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] *= 100;
    }
    return HostTensor.ofFloats(tensor.shape(), values);
  }

  @Test
  void textsAreMadeOfTheVocabularyAndAlwaysTheSame() throws IOException {
    List<String> words = ModelFolder.read(wide).tokenizer().words();
    assertThat(words).contains("kafka").doesNotContain("[PAD]").isSorted().doesNotHaveDuplicates();
    List<String> texts = ProbingTexts.of(words);
    assertThat(texts).hasSize(10).isEqualTo(ProbingTexts.of(words));
    assertThat(words).containsAll(List.of(texts.get(5).split(" ")));
    assertThat(ProbingTexts.of(List.of()).get(1)).isEqualTo("a a a");
  }

  @Test
  void cosinesAreThoseOfTheAnglesAndNoNumberWhereThereIsNone() {
    assertThat(ProbingTexts.cosine(new float[] {1, 0}, new float[] {2, 2}))
        .isEqualTo(Math.sqrt(0.5), within(1e-12));
    assertThat(ProbingTexts.cosine(new float[] {0, 0}, new float[] {2, 2})).isNaN();
    assertThat(ProbingTexts.cosine(new float[] {1, 1}, new float[] {Float.NaN, 2})).isNaN();
  }

  private static ComputeOptions settled(AutoPrecision choice, Path model, ComputeOptions compute)
      throws IOException {
    ModelFolder folder = ModelFolder.read(model);
    try (TextTokenizer tokenizer = TextTokenizer.open(folder.tokenizer(), model.toString())) {
      return choice.settle(folder, tokenizer, compute);
    }
  }

  /** What the choice says. */
  private static final class Log extends AbstractAppender {
    private final List<String> lines = new ArrayList<>();

    private Log() {
      super("choice", null, null, true, Property.EMPTY_ARRAY);
    }

    static Log listen() {
      Configurator.setLevel(AutoPrecision.class.getName(), Level.INFO);
      Log log = new Log();
      log.start();
      logger().addAppender(log);
      return log;
    }

    private static Logger logger() {
      return (Logger) LogManager.getLogger(AutoPrecision.class);
    }

    @Override
    public void append(LogEvent event) {
      lines.add(event.getMessage().getFormattedMessage());
    }

    List<String> said() {
      logger().removeAppender(this);
      return lines;
    }
  }
}
