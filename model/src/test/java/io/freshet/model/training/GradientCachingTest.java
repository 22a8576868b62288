/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.freshet.model.ComputeOptions;
import io.freshet.model.Fixtures;
import io.freshet.model.Precision;
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import io.freshet.model.encoder.NetworkSettings;
import io.freshet.model.encoder.WeightLoader;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.loss.Loss;
import io.freshet.model.loss.LossTerm;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.text.TextTokenizer;
import io.freshet.model.training.pass.PassResults;
import io.freshet.model.training.pass.TextParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways to save memory, against the gradient that one pass gives, dropout on. */
class GradientCachingTest {
  private static final Loss LOSS = Losses.infoNce(0.1, Negatives.ALL);
  private static final int ROWS = 12;
  private static final int BUDGET = 40;
  private static final double DROPOUT = 0.1;

  /** Before the gradients stand the losses and the ranks. */
  private static final int FIRST_GRADIENT = 2;

  private ModelFolder folder;
  private TextTokenizer tokenizer;
  private ComputeDevice device;
  private DevicePrograms programs;
  private NDList weights;

  private void open(String model) throws IOException {
    Path path = Fixtures.path("encoders/" + model);
    folder = ModelFolder.read(path);
    tokenizer = TextTokenizer.open(path);
    device = ComputeDevice.open(ComputeOptions.cpu(1));
    programs = DevicePrograms.load(Program.TRAINING, folder.architecture().program(), device);
    weights =
        new WeightLoader(DevicePrograms.load(Program.COMMON, device))
            .load(device.memory(), folder.architecture(), folder.tensors());
    weights.forEach(weight -> weight.setRequiresGradient(true));
  }

  @AfterEach
  void close() {
    device.close();
    tokenizer.close();
  }

  @ParameterizedTest
  @CsvSource({
    "bert, true, false",
    "bert, false, true",
    "bert, true, true",
    "mpnet, false, true",
    "modernbert, true, true",
    "qwen3, true, false",
    "qwen3, false, true"
  })
  void gradientIsThatOfOnePass(String model, boolean cached, boolean recompute) throws IOException {
    open(model);
    try (NDManager scope = device.memory().newSubManager()) {
      NDList plain = pass(scope, false, false, 7);
      assertSame(pass(scope, cached, recompute, 7), plain);
      // Other draws give another gradient, so the comparison above means something.
      assertThat(
              PassResults.largestDifference(
                  pass(scope, cached, recompute, 8), plain, FIRST_GRADIENT))
          .isGreaterThan(1e-3);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true"})
  void frozenTensorsGetNone(boolean cached, boolean recompute) throws IOException {
    open("bert");
    int layers = folder.architecture().layers().size();
    long lastLayer = folder.architecture().layers().get(layers - 2);
    for (int i = 0; i < lastLayer; i++) {
      weights.get(i).setRequiresGradient(false);
    }
    try (NDManager scope = device.memory().newSubManager()) {
      NDList plain = pass(scope, false, false, 7);
      assertThat(plain).hasSize(2 + weights.size() - (int) lastLayer);
      assertSame(pass(scope, cached, recompute, 7), plain);
    }
  }

  @Test
  void repeatedTextsAreEncodedOnceAndStandInOrder() throws IOException {
    open("bert");
    List<String> texts = PassResults.texts(5);
    List<String> repeated = List.of(3, 0, 0, 4, 1, 2, 3, 0).stream().map(texts::get).toList();
    TextParts parts = TextParts.of(tokenizer, repeated, 32, BUDGET, 1);
    List<long[]> rows = new ArrayList<>();
    parts
        .buckets()
        .batches()
        .forEach(
            batch -> {
              for (int row = 0; row < batch.rows(); row++) {
                int from = row * batch.length();
                rows.add(
                    Arrays.stream(batch.ids(), from, from + batch.length())
                        .filter(id -> id != tokenizer.padId())
                        .toArray());
              }
            });
    assertThat(rows).hasSize(5);
    assertThat(parts.buckets().batches()).hasSizeGreaterThan(1);
    assertThat(parts.tokens()).isEqualTo(parts.buckets().tokens());
    List<long[]> ids = tokenizer.tokenize(repeated, 32);
    for (int i = 0; i < repeated.size(); i++) {
      assertThat(rows.get(parts.order().get(i).intValue())).isEqualTo(ids.get(i));
    }
  }

  /** Loss, ranks and gradients. */
  private NDList pass(NDManager scope, boolean cached, boolean recompute, long seed)
      throws IOException {
    NetworkSettings settings =
        NetworkSettings.forTraining(folder, scope, Precision.FLOAT32, DROPOUT, recompute);
    List<String> texts = PassResults.texts(2 * ROWS);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.of(weights));
    for (int side = 0; side < 2; side++) {
      TextParts parts =
          TextParts.of(tokenizer, texts.subList(side * ROWS, (side + 1) * ROWS), 32, BUDGET, 1);
      assertThat(parts.buckets().batches()).hasSizeGreaterThan(2);
      arguments.addAll(parts.arguments(scope, seed + side));
    }
    double[] ones = new double[ROWS];
    Arrays.fill(ones, 1);
    arguments.add(
        Argument.of(
            Map.of(
                "excluded", scope.create(new boolean[ROWS * ROWS], new Shape(ROWS, ROWS)),
                "owner", scope.arange(ROWS).toType(DataType.INT64, false),
                "label", scope.create(new double[ROWS]),
                "weight", scope.create(ones))));
    arguments.add(settings.argument());
    arguments.add(
        Argument.of(
            Map.of(
                "terms", scope.create(LossTerm.numbers(List.of(LossTerm.of(LOSS)))),
                "weight", scope.create(0.7))));
    arguments.add(Argument.of(scope.create(cached)));
    arguments.add(Argument.of(scope.create(1.0)));
    return programs.differentiate(scope, "loss_and_gradients", arguments.toArray(new Argument[0]));
  }

  private static void assertSame(NDList actual, NDList expected) {
    assertThat(actual.get(0).toFloatArray()[0])
        .isCloseTo(expected.get(0).toFloatArray()[0], within(1e-6f));
    assertThat(actual.get(1).toLongArray()).isEqualTo(expected.get(1).toLongArray());
    PassResults.assertSameGradients(actual, expected, FIRST_GRADIENT);
  }
}
