/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.freshet.model.tensors.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses on tokens and the norm of each weight's gradient, against those of transformers. */
class LanguageFixturesTest {

  @ParameterizedTest
  @CsvSource({"masked-bert, 1", "masked-bert, 3", "causal-llama, 1", "causal-llama, 3"})
  void isTheReference(String name, int parts) throws IOException {
    Path path = Fixtures.path("language-modelling/" + name);
    JsonNode expected = new ObjectMapper().readTree(path.resolve("expected.json").toFile());
    ModelFolder folder = ModelFolder.read(path);
    Architecture architecture = folder.architecture();
    Map<String, HostTensor> tensors = folder.tensors();
    LanguageHead head = LanguageHead.of(architecture, folder.config(), tensors.keySet());
    List<TensorSpec> specs =
        Stream.concat(architecture.tensors().stream(), head.tensors().stream()).toList();
    try (ComputeDevice device = ComputeDevice.open(ComputeOptions.cpu(1))) {
      NDManager memory = device.memory();
      WeightLoader loader = new WeightLoader(DevicePrograms.load(Program.COMMON, device));
      NDList weights = loader.load(memory, specs, tensors);
      weights.forEach(weight -> weight.setRequiresGradient(true));
      boolean causal = architecture.decoder();
      DevicePrograms programs =
          DevicePrograms.load(Program.PREDICTION, architecture.program(), device);
      Map<String, NDArray> task = new HashMap<>();
      task.put("head", memory.create(head.numbers(architecture.tensors().size())));
      task.put("weight", memory.create(1.0));
      Argument ids = parts(memory, expected.get("input_ids"), parts);
      Argument mask = parts(memory, expected.get("attention_mask"), parts);
      Argument seeds = Argument.of(memory.create(new long[parts]));
      Argument labels =
          causal
              ? Argument.of(
                  programs
                      .apply(memory, "tokens_to_predict", ids, mask, seeds, Argument.of(task))
                      .subNDList(1 + parts))
              : parts(memory, expected.get("labels"), parts);
      NDList ones = new NDList();
      slices(8, parts).forEach(slice -> ones.add(memory.ones(new Shape(slice.size()))));
      NDList results =
          programs.differentiate(
              memory,
              "loss_and_gradients",
              Argument.of(weights),
              ids,
              mask,
              seeds,
              labels,
              Argument.of(ones),
              Argument.of(memory.create((double) predicted(labels.tensors()))),
              NetworkSettings.forTraining(folder, memory, Precision.FLOAT32, 0, false).argument(),
              Argument.of(task),
              Argument.of(memory.create(1.0)));
      double loss = expected.get("loss").asDouble();
      assertThat((double) results.get(0).getFloat()).isCloseTo(loss, within(1e-5 * loss));
      assertThat(specs).hasSize(expected.get("grad_norms").size());
      for (int i = 0; i < specs.size(); i++) {
        String tensor = specs.get(i).name();
        JsonNode norms = expected.get("grad_norms");
        double norm =
            norms.has(tensor)
                ? norms.get(tensor).asDouble()
                : norms.get((causal ? "model." : "bert.") + tensor).asDouble();
        // The bias of the keys has no effect: its gradient is what rounding leaves.
        double rounding = tensor.endsWith("key.bias") ? 1e-8 : 0;
        assertThat(norm(results.get(1 + i)))
            .as(tensor)
            .isCloseTo(norm, within(1e-5 * norm + rounding));
      }
    }
  }

  @Test
  void hiddenTokensAreDrawnAsDevlinDidAndSpecialOnesNever() throws IOException {
    int rows = 200;
    int length = 100;
    try (ComputeDevice device = ComputeDevice.open(ComputeOptions.cpu(1))) {
      NDManager memory = device.memory();
      long[] ids = new long[rows * length];
      long[] mask = new long[rows * length];
      for (int i = 0; i < ids.length; i++) {
        // A special token first, then tokens 10 to 1009, the last tenth padding.
        int column = i % length;
        ids[i] = column == 0 ? 2 : column >= 90 ? 0 : 10 + (i * 7L) % 1000;
        mask[i] = column >= 90 ? 0 : 1;
      }
      DevicePrograms programs =
          DevicePrograms.load(
              Program.PREDICTION,
              ModelFolder.read(Fixtures.path("language-modelling/masked-bert"))
                  .architecture()
                  .program(),
              device);
      NDList first = hide(programs, memory, ids, mask, rows, length, 5);
      long[] read = first.get(1).toLongArray();
      long[] labels = first.get(2).toLongArray();
      int plain = rows * 89;
      int chosen = 0;
      int hidden = 0;
      int kept = 0;
      for (int i = 0; i < ids.length; i++) {
        if (labels[i] == -100) {
          assertThat(read[i]).isEqualTo(ids[i]);
          continue;
        }
        chosen++;
        assertThat(labels[i]).isEqualTo(ids[i]).isGreaterThanOrEqualTo(10);
        hidden += read[i] == 4 ? 1 : 0;
        kept += read[i] == ids[i] ? 1 : 0;
        assertThat(read[i]).isBetween(0L, 1009L);
      }
      assertThat(first.get(0).getLong()).isEqualTo(chosen);
      // Five standard deviations of the binomial: 0.15 of 17,800 and its parts.
      assertThat(chosen / (double) plain).isCloseTo(0.15, within(0.0135));
      assertThat(hidden / (double) chosen).isCloseTo(0.8, within(0.04));
      assertThat(kept / (double) chosen).isCloseTo(0.1, within(0.03));
      NDList again = hide(programs, memory, ids, mask, rows, length, 5);
      assertThat(again.get(1).toLongArray()).isEqualTo(read);
      assertThat(hide(programs, memory, ids, mask, rows, length, 6).get(2).toLongArray())
          .isNotEqualTo(labels);
    }
  }

  private static NDList hide(
      DevicePrograms programs,
      NDManager memory,
      long[] ids,
      long[] mask,
      int rows,
      int length,
      long seed) {
    Shape shape = new Shape(rows, length);
    return programs.apply(
        memory,
        "tokens_to_predict",
        Argument.of(new NDList(memory.create(ids, shape))),
        Argument.of(new NDList(memory.create(mask, shape))),
        Argument.of(memory.create(new long[] {seed})),
        Argument.of(
            Map.of(
                "special", memory.create(new long[] {0, 1, 2, 3, 4}),
                "masked_share", memory.create(0.15),
                "mask_token", memory.create(4L),
                "vocabulary", memory.create(1010L))));
  }

  private static long predicted(NDList labels) {
    return labels.stream()
        .flatMapToLong(part -> Arrays.stream(part.toLongArray()))
        .filter(label -> label != -100)
        .count();
  }

  private static double norm(NDArray gradient) {
    double sum = 0;
    for (double value : gradient.toType(DataType.FLOAT64, false).toDoubleArray()) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static Argument parts(NDManager memory, JsonNode rows, int parts) {
    NDList result = new NDList();
    for (List<Integer> slice : slices(rows.size(), parts)) {
      int length = rows.get(0).size();
      long[] values =
          slice.stream()
              .flatMap(
                  row -> IntStream.range(0, length).mapToObj(i -> rows.get(row).get(i).asLong()))
              .mapToLong(Long::longValue)
              .toArray();
      result.add(memory.create(values, new Shape(slice.size(), length)));
    }
    return Argument.of(result);
  }

  private static List<List<Integer>> slices(int rows, int parts) {
    return IntStream.range(0, parts)
        .mapToObj(
            part ->
                IntStream.range(part * rows / parts, (part + 1) * rows / parts).boxed().toList())
        .toList();
  }
}
