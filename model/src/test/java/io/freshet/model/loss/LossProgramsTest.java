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
import io.freshet.model.device.Argument;
import io.freshet.model.device.ComputeDevice;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values and gradients of the losses, against those of PyTorch in float64. */
class LossProgramsTest {
  private static final int ROWS = 6;
  private static final int NEGATIVES = 3;
  private static final int WIDTH = 16;

  @ParameterizedTest
  @CsvSource({
    "info_nce_in_batch, 0, false, true, false, FLOAT32",
    "info_nce_in_batch, 0, false, true, false, FLOAT64",
    "info_nce_in_batch_hard, 0, true, true, true, FLOAT32",
    "info_nce_in_batch_hard, 0, true, true, true, FLOAT64",
    "info_nce_own_negatives, 0, true, false, false, FLOAT32",
    "info_nce_own_negatives, 0, true, false, false, FLOAT64",
    "info_nce_symmetric, 1, false, true, false, FLOAT32",
    "info_nce_symmetric, 1, false, true, false, FLOAT64",
    "info_nce_symmetric_hard, 1, true, true, true, FLOAT32",
    "info_nce_symmetric_hard, 1, true, true, true, FLOAT64",
    "info_nce_known_positives_masked, 0, false, true, false, FLOAT32",
    "info_nce_known_positives_masked, 0, false, true, false, FLOAT64",
    "cosent, 2, false, true, false, FLOAT32",
    "cosent, 2, false, true, false, FLOAT64",
  })
  void isTheReference(
      String name,
      long loss,
      boolean ownNegatives,
      boolean otherPositives,
      boolean otherNegatives,
      DataType type)
      throws IOException {
    JsonNode fixture = new ObjectMapper().readTree(Fixtures.path("losses/losses.json").toFile());
    JsonNode reference = fixture.get("cases").get(name);
    Candidates candidates =
        Candidates.of(
            texts("q", ROWS),
            texts("p", ROWS),
            IntStream.range(0, ROWS).mapToObj(row -> texts("n" + row + ".", NEGATIVES)).toList(),
            new Candidates.Reach(ownNegatives, otherPositives, otherNegatives));
    boolean[] excluded = candidates.excluded();
    if (name.endsWith("known_positives_masked")) {
      for (int[] pair : new int[][] {{0, 3}, {2, 5}, {5, 2}}) {
        excluded[pair[0] * ROWS + pair[1]] = true;
      }
    }
    double[] documents = numbers(fixture.get("positive"));
    double[] gradients = numbers(reference.get("grad_positive"));
    if (candidates.documents().size() > ROWS) {
      documents = concat(documents, numbers(fixture.get("negatives")));
      gradients = concat(gradients, numbers(reference.get("grad_negatives")));
    }
    try (ComputeDevice device = ComputeDevice.open(ComputeOptions.cpu(1))) {
      NDManager memory = device.memory();
      NDArray query = embeddings(memory, numbers(fixture.get("query")), type);
      NDArray document = embeddings(memory, documents, type);
      double[] ones = new double[ROWS];
      Arrays.fill(ones, 1);
      NDList results =
          DevicePrograms.load(Program.COMMON, device)
              .differentiate(
                  memory,
                  "loss_on_embeddings",
                  Argument.of(query),
                  Argument.of(document),
                  Argument.of(
                      Map.of(
                          "excluded",
                          memory.create(excluded, new Shape(ROWS, candidates.documents().size())),
                          "label",
                          memory.create(numbers(fixture.get("label"))),
                          "weight",
                          memory.create(ones))),
                  Argument.of(
                      Map.of(
                          "loss", memory.create(loss),
                          "temperature", memory.create(fixture.get("tau").asDouble()))));
      double share = type == DataType.FLOAT64 ? 1e-9 : 1e-5;
      double value = reference.get("loss").asDouble();
      assertThat(doubles(results.get(0))[0]).isCloseTo(value, within(share * value));
      assertClose(doubles(results.get(1)), numbers(reference.get("grad_query")), share);
      assertClose(doubles(results.get(2)), gradients, share);
    }
  }

  private static void assertClose(double[] actual, double[] expected, double share) {
    double largest = DoubleStream.of(expected).map(Math::abs).max().orElseThrow();
    assertThat(actual).containsExactly(expected, within(share * largest));
  }

  private static NDArray embeddings(NDManager memory, double[] values, DataType type) {
    NDArray array =
        memory.create(values, new Shape(values.length / WIDTH, WIDTH)).toType(type, true);
    array.setRequiresGradient(true);
    return array;
  }

  private static double[] doubles(NDArray array) {
    return array.toType(DataType.FLOAT64, false).toDoubleArray();
  }

  private static List<String> texts(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  private static double[] numbers(JsonNode node) {
    List<Double> values = new ArrayList<>();
    collect(node, values);
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void collect(JsonNode node, List<Double> into) {
    if (node.isArray()) {
      node.forEach(element -> collect(element, into));
    } else {
      Collections.addAll(into, node.asDouble());
    }
  }

  private static double[] concat(double[] a, double[] b) {
    return DoubleStream.concat(DoubleStream.of(a), DoubleStream.of(b)).toArray();
  }
}
