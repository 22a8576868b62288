/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.Precision;
import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.LanguageHead;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.encoder.NetworkSettings;
import io.freshet.model.encoder.WeightLoader;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.text.TokenBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways to predict tokens, against the gradient that one pass over all of them gives. */
class LanguagePassTest {
  private static final int ROWS = 10;
  private static final int BUDGET = 40;
  private static final double DROPOUT = 0.1;

  /** Before the gradients stand the loss. */
  private static final int FIRST_GRADIENT = 1;

  private ModelFolder folder;
  private LanguageHead head;
  private TextTokenizer tokenizer;
  private ComputeDevice device;
  private DevicePrograms programs;
  private NDList weights;
  private TextParts texts;
  private Predicted predicted;

  private record Predicted(long count, NDList read, NDList labels) {}

  private void open(String model, Precision precision, int budget) throws IOException {
    Path path = Fixtures.path("language-modelling/" + model);
    folder = ModelFolder.read(path);
    tokenizer = TextTokenizer.open(folder.tokenizer(), model);
    device = ComputeDevice.open(ComputeOptions.cpu(1).withPrecision(precision));
    Architecture architecture = folder.architecture();
    programs = DevicePrograms.load(Program.PREDICTION, architecture.program(), device);
    head = LanguageHead.of(architecture, folder.config(), folder.tensors().keySet());
    List<TensorSpec> specs =
        Stream.concat(architecture.tensors().stream(), head.tensors().stream()).toList();
    weights =
        new WeightLoader(DevicePrograms.load(Program.COMMON, device))
            .load(device.memory(), specs, folder.tensors());
    weights.forEach(weight -> weight.setRequiresGradient(true));
    cut(budget);
  }

  private void cut(int budget) {
    texts = TextParts.ofEach(tokenizer, PassResults.texts(ROWS), 32, budget, 1);
    List<Argument> arguments =
        new ArrayList<>(TextParts.arguments(device.memory(), texts.parts(), texts.seeds(3)));
    arguments.add(task(device.memory()));
    NDList drawn =
        programs.apply(device.memory(), "tokens_to_predict", arguments.toArray(new Argument[0]));
    int parts = texts.parts().size();
    predicted =
        new Predicted(
            drawn.get(0).getLong(), drawn.subNDList(1, 1 + parts), drawn.subNDList(1 + parts));
  }

  @AfterEach
  void close() {
    device.close();
    tokenizer.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"masked-bert", "causal-llama"})
  void recomputedLayersGiveTheGradientOfOnePass(String model) throws IOException {
    open(model, Precision.FLOAT32, BUDGET);
    assertThat(texts.parts()).hasSizeGreaterThan(2);
    try (NDManager scope = device.memory().newSubManager()) {
      NDList plain = pass(scope, all(), DROPOUT, false, 7, 1);
      assertSame(pass(scope, all(), DROPOUT, true, 7, 1), plain);
      // Other draws give another gradient, so the comparison above means something.
      assertThat(
              PassResults.largestDifference(
                  pass(scope, all(), DROPOUT, true, 8, 1), plain, FIRST_GRADIENT))
          .isGreaterThan(1e-3);
    }
  }

  @ParameterizedTest
  @CsvSource({"masked-bert, false", "masked-bert, true", "causal-llama, false"})
  void partsAddUpWhereverTheyAreRun(String model, boolean recompute) throws IOException {
    open(model, Precision.FLOAT32, BUDGET);
    try (NDManager scope = device.memory().newSubManager()) {
      NDList together = pass(scope, all(), DROPOUT, recompute, 7, 1);
      NDList sum = pass(scope, List.of(0), DROPOUT, recompute, 7, 1);
      for (int part = 1; part < texts.parts().size(); part++) {
        NDList more = pass(scope, List.of(part), DROPOUT, recompute, 7, 1);
        for (int i = 0; i < sum.size(); i++) {
          sum.get(i).addi(more.get(i));
        }
      }
      assertSame(sum, together);
    }
  }

  @Test
  void partsGiveTheGradientOfTheWholeBatch() throws IOException {
    open("causal-llama", Precision.FLOAT32, BUDGET);
    try (NDManager scope = device.memory().newSubManager()) {
      NDList inParts = pass(scope, all(), 0, false, 7, 1);
      cut(0);
      assertThat(texts.parts()).hasSize(1);
      assertSame(pass(scope, all(), 0, false, 7, 1), inParts);
    }
  }

  @Test
  void everyRowCountsByItsWeight() throws IOException {
    open("causal-llama", Precision.FLOAT32, BUDGET);
    List<Double> numbers = IntStream.range(0, ROWS).mapToObj(i -> (double) i).toList();
    List<long[]> ids = tokenizer.tokenize(PassResults.texts(ROWS), 32);
    List<List<Double>> byPart = texts.byPart(numbers);
    Set<Double> seen = new HashSet<>();
    for (int part = 0; part < byPart.size(); part++) {
      TokenBatch batch = texts.parts().get(part);
      assertThat(byPart.get(part)).hasSize(batch.rows());
      for (int row = 0; row < batch.rows(); row++) {
        long[] own = ids.get(byPart.get(part).get(row).intValue());
        int from = row * batch.length();
        assertThat(Arrays.copyOfRange(batch.ids(), from, from + own.length)).isEqualTo(own);
        seen.add(byPart.get(part).get(row));
      }
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(numbers);
  }

  /** A power of two changes no bit of a gradient that does not overflow. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradientIsWithoutTheScaleOfTheLoss(boolean recompute) throws IOException {
    open("masked-bert", Precision.FLOAT32, BUDGET);
    try (NDManager scope = device.memory().newSubManager()) {
      NDList plain = pass(scope, all(), DROPOUT, recompute, 7, 1);
      NDList scaled = pass(scope, all(), DROPOUT, recompute, 7, 1024);
      assertThat(PassResults.largestDifference(scaled, plain, FIRST_GRADIENT)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void narrowTypesGiveAlmostTheSameGradient(Precision precision) throws IOException {
    List<float[]> wide;
    open("masked-bert", Precision.FLOAT32, BUDGET);
    try (NDManager scope = device.memory().newSubManager()) {
      wide = pass(scope, all(), 0, false, 7, 1).stream().map(NDArray::toFloatArray).toList();
    }
    close();
    open("masked-bert", precision, BUDGET);
    try (NDManager scope = device.memory().newSubManager()) {
      NDList narrow = pass(scope, all(), 0, false, 7, 1024);
      NDList again = pass(scope, all(), 0, true, 7, 1024);
      NDList expected = new NDList(wide.stream().map(scope::create).toList());
      assertThat(PassResults.largestDifference(narrow, expected, FIRST_GRADIENT))
          .isBetween(1e-5, 0.05);
      assertThat(PassResults.largestDifference(again, expected, FIRST_GRADIENT))
          .isBetween(1e-5, 0.05);
    }
  }

  private List<Integer> all() {
    return IntStream.range(0, texts.parts().size()).boxed().toList();
  }

  /** Loss and gradients of some parts. */
  private NDList pass(
      NDManager scope,
      List<Integer> places,
      double dropout,
      boolean recompute,
      long seed,
      double scale)
      throws IOException {
    NetworkSettings settings =
        NetworkSettings.forTraining(folder, scope, device.precision(), dropout, recompute);
    SharedParts.Share share =
        new SharedParts.Share(
            0,
            new NetworkCopy(device, Map.of(Program.PREDICTION, programs), settings, weights),
            places,
            scope);
    NDList rowWeights = new NDList();
    share.own(texts.parts()).forEach(part -> rowWeights.add(scope.ones(new Shape(part.rows()))));
    return share
        .copy()
        .differentiate(
            scope,
            Program.PREDICTION,
            "loss_and_gradients",
            List.of(
                Argument.of(weights),
                Argument.of(share.own(predicted.read())),
                TextParts.masks(scope, share.own(texts.parts())),
                TextParts.seedsArgument(scope, share.own(texts.seeds(seed))),
                Argument.of(share.own(predicted.labels())),
                Argument.of(rowWeights),
                Argument.of(scope.create((double) predicted.count())),
                settings.withoutDense(),
                task(scope),
                Argument.of(scope.create(scale))));
  }

  private Argument task(NDManager scope) {
    Map<String, NDArray> task = new HashMap<>();
    task.put("head", scope.create(head.numbers(folder.architecture().tensors().size())));
    task.put("weight", scope.create(0.7));
    if (!folder.architecture().decoder()) {
      task.put("mask_token", scope.create(folder.tokenizer().maskId().orElseThrow()));
      task.put(
          "special",
          scope.create(
              folder.tokenizer().specialIds().stream().mapToLong(Long::longValue).toArray()));
      task.put("masked_share", scope.create(0.4));
      task.put("vocabulary", scope.create((long) folder.architecture().vocabulary()));
    }
    return Argument.of(task);
  }

  private static void assertSame(NDList actual, NDList expected) {
    assertThat(actual.get(0).toFloatArray()[0])
        .isCloseTo(expected.get(0).toFloatArray()[0], within(1e-5f));
    PassResults.assertSameGradients(actual, expected, FIRST_GRADIENT);
  }
}
