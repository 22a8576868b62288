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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values and gradients of the losses, against those of PyTorch in float64. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LossProgramsTest {
  private static final int ROWS = 6;
  private static final int WIDTH = 16;
  private static final double TAU = 0.05;
  private static final List<List<Integer>> NOTHING = List.of();
  private static final Loss IN_BATCH = Losses.infoNce(TAU, Negatives.BATCH);
  private static final Loss DIVERGENCE = Losses.klDistillation(TAU, 1);

  private JsonNode fixture;
  private ComputeDevice device;
  private DevicePrograms programs;

  @BeforeAll
  void open() throws IOException {
    fixture = new ObjectMapper().readTree(Fixtures.path("losses/losses.json").toFile());
    assertThat(fixture.get("tau").asDouble()).isEqualTo(TAU);
    device = ComputeDevice.open(ComputeOptions.cpu(1));
    programs = DevicePrograms.load(Program.COMMON, device);
  }

  @AfterAll
  void close() {
    device.close();
  }

  /**
   * A case of the fixture.
   *
   * @param negatives of each row that are among the documents
   * @param masked (row, column) pairs of known positives
   */
  private record Case(
      String name,
      List<LossTerm> terms,
      Matryoshka matryoshka,
      int negatives,
      List<List<Integer>> masked) {
    Case(String name, int negatives, Loss loss) {
      this(name, List.of(LossTerm.of(loss)), Matryoshka.NONE, negatives, NOTHING);
    }
  }

  private static List<Case> cases() {
    return List.of(
        new Case("info_nce_in_batch", 0, IN_BATCH),
        new Case("info_nce_in_batch_hard", 3, Losses.infoNce(TAU, Negatives.ALL)),
        new Case("info_nce_own_negatives", 3, Losses.infoNce(TAU, Negatives.OWN)),
        new Case("info_nce_symmetric", 0, Losses.symmetricInfoNce(TAU, Negatives.BATCH)),
        new Case("info_nce_symmetric_hard", 3, Losses.symmetricInfoNce(TAU, Negatives.ALL)),
        new Case("distill_kl", 3, DIVERGENCE),
        new Case("distill_kl_teacher_temperature_2", 3, Losses.klDistillation(TAU, 2)),
        new Case("distill_cross_entropy", 3, Losses.crossEntropyDistillation(TAU, 1)),
        new Case("graded_distill", 3, Losses.gradedDistillation(TAU, 1, Negatives.ALL)),
        new Case(
            "info_nce_known_positives_masked",
            List.of(LossTerm.of(IN_BATCH)),
            Matryoshka.NONE,
            0,
            List.of(List.of(0, 3), List.of(2, 5), List.of(5, 2))),
        new Case("anchor_cosine", 0, Losses.anchor()),
        new Case("cosent", 0, Losses.cosent(TAU)),
        new Case("margin_mse", 1, Losses.marginMse(1)),
        new Case(
            "matryoshka_info_nce",
            List.of(LossTerm.of(IN_BATCH)),
            Matryoshka.of(List.of(16, 8, 4)),
            0,
            NOTHING),
        new Case(
            "multi_task_sum",
            List.of(
                LossTerm.of(Losses.infoNce(TAU, Negatives.ALL)),
                new LossTerm("cosent", 0.5, Losses.cosent(TAU)),
                new LossTerm("kl", 0.25, DIVERGENCE)),
            Matryoshka.NONE,
            3,
            NOTHING));
  }

  static Stream<Arguments> casesInBothTypes() {
    return cases().stream()
        .flatMap(
            c ->
                Stream.of(DataType.FLOAT32, DataType.FLOAT64)
                    .map(type -> Arguments.of(c.name(), type, c)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("casesInBothTypes")
  void isTheReference(String name, DataType type, Case c) {
    JsonNode reference = fixture.get("cases").get(name);
    Candidates candidates = candidates(c.negatives());
    double share = type == DataType.FLOAT64 ? 1e-9 : 1e-5;
    try (NDManager scope = device.memory().newSubManager()) {
      NDList results = run(scope, c, candidates, type, Map.of());
      double value = reference.get("loss").asDouble();
      assertThat(total(c, results.get(0))).isCloseTo(value, within(share * value));
      assertClose(doubles(results.get(1)), numbers(reference.get("grad_query")), share);
      double[] positives = numbers(reference.get("grad_positive"));
      double[] negatives = numbers(reference.get("grad_negatives"));
      assertClose(doubles(results.get(2)), documents(positives, negatives, c.negatives()), share);
    }
  }

  @Test
  void everyCaseOfTheFixtureIsTested() {
    List<String> names = new ArrayList<>();
    fixture.get("cases").fieldNames().forEachRemaining(names::add);
    assertThat(cases()).extracting(Case::name).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void aMarginThatNothingExceedsChangesNothingAndALowOneLeavesTheOwnDocumentAlone() {
    // Every cosine exceeds the positive's by more than -2, so that only the positive stays.
    for (boolean symmetric : new boolean[] {false, true}) {
      double without = value(contrast(symmetric, 2));
      assertThat(value(contrast(symmetric, 1.99))).isEqualTo(without);
      assertThat(value(contrast(symmetric, -2))).isZero();
      assertThat(value(contrast(symmetric, 0))).isPositive().isLessThan(without);
    }
  }

  private static Loss contrast(boolean symmetric, double margin) {
    return symmetric
        ? Losses.symmetricInfoNce(TAU, Negatives.BATCH, margin)
        : Losses.infoNce(TAU, Negatives.BATCH, margin);
  }

  @Test
  void aMarginLeavesOutWhatExceedsIt() {
    double[] query = numbers(fixture.get("query"));
    double[] positive = numbers(fixture.get("positive"));
    double margin = 0.1;
    double expected = 0;
    for (int row = 0; row < ROWS; row++) {
      double own = cosine(query, row, positive, row);
      double sum = 0;
      for (int column = 0; column < ROWS; column++) {
        double other = cosine(query, row, positive, column);
        sum += other > own + margin ? 0 : Math.exp((other - own) / TAU);
      }
      expected += Math.log(sum) / ROWS;
    }
    assertThat(value(Losses.infoNce(TAU, Negatives.BATCH, margin)))
        .isCloseTo(expected, within(1e-9));
  }

  @Test
  void keysWithoutAScoreTakeNoPart() {
    // Scores of the first two negatives only: as if there were no third.
    double[] scores = numbers(fixture.get("teacher"));
    double[] cut = scores.clone();
    double[] few = new double[ROWS * 3];
    for (int row = 0; row < ROWS; row++) {
      cut[row * 4 + 3] = Double.NaN;
      System.arraycopy(scores, row * 4, few, row * 3, 3);
    }
    for (Loss loss :
        List.of(
            DIVERGENCE,
            Losses.crossEntropyDistillation(TAU, 1),
            Losses.gradedDistillation(TAU, 1, Negatives.OWN),
            Losses.marginMse(1))) {
      try (NDManager scope = device.memory().newSubManager()) {
        NDArray four = scope.create(cut, new Shape(ROWS, 4));
        NDArray three = scope.create(few, new Shape(ROWS, 3));
        Case all = new Case("all", 3, loss);
        Case without = new Case("without", 2, loss);
        NDList left = run(scope, all, candidates(3), DataType.FLOAT64, Map.of("teacher", four));
        NDList right =
            run(scope, without, candidates(2), DataType.FLOAT64, Map.of("teacher", three));
        // Graded distillation still tells the keys from what has no score.
        if (!loss.name().equals("graded-distillation")) {
          assertThat(total(all, left.get(0))).isCloseTo(total(all, right.get(0)), within(1e-12));
        }
        assertThat(doubles(left.get(1))).doesNotContain(Double.NaN);
        assertThat(doubles(left.get(2))).doesNotContain(Double.NaN);
      }
    }
  }

  @Test
  void rowsOfAnotherWeightCountAsOften() {
    // A row of weight 2 counts as two rows of weight 1; the mean stays over the rows.
    double[] weights = {2, 0, 1, 1, 1, 1};
    for (Loss loss :
        List.of(
            Losses.infoNce(TAU, Negatives.OWN),
            DIVERGENCE,
            Losses.gradedDistillation(TAU, 1, Negatives.OWN),
            Losses.marginMse(1),
            Losses.anchor())) {
      Case c = new Case("weights", 3, loss);
      try (NDManager scope = device.memory().newSubManager()) {
        double expected = 0;
        for (int row = 0; row < ROWS; row++) {
          double[] one = new double[ROWS];
          one[row] = 1;
          expected += weights[row] * value(scope, c, one);
        }
        assertThat(value(scope, c, weights)).isCloseTo(expected, within(1e-9 * expected));
      }
    }
  }

  private double value(NDManager scope, Case c, double[] weights) {
    NDArray weight = scope.create(weights);
    return total(
        c,
        run(scope, c, candidates(c.negatives()), DataType.FLOAT64, Map.of("weight", weight))
            .get(0));
  }

  private double value(Loss loss) {
    Case c = new Case("one", 0, loss);
    try (NDManager scope = device.memory().newSubManager()) {
      return total(c, run(scope, c, candidates(0), DataType.FLOAT64, Map.of()).get(0));
    }
  }

  private static double cosine(double[] a, int i, double[] b, int j) {
    double dot = 0;
    double left = 0;
    double right = 0;
    for (int k = 0; k < WIDTH; k++) {
      dot += a[i * WIDTH + k] * b[j * WIDTH + k];
      left += a[i * WIDTH + k] * a[i * WIDTH + k];
      right += b[j * WIDTH + k] * b[j * WIDTH + k];
    }
    return dot / Math.sqrt(left * right);
  }

  private NDList run(
      NDManager scope, Case c, Candidates candidates, DataType type, Map<String, NDArray> instead) {
    boolean[] excluded = candidates.excluded();
    int documents = candidates.documents().size();
    for (List<Integer> pair : c.masked()) {
      excluded[pair.get(0) * documents + pair.get(1)] = true;
    }
    int keys = 1 + c.negatives();
    double[] scores = numbers(fixture.get("teacher"));
    double[] teacher = new double[ROWS * keys];
    for (int row = 0; row < ROWS; row++) {
      System.arraycopy(scores, row * 4, teacher, row * keys, keys);
    }
    double[] ones = new double[ROWS];
    Arrays.fill(ones, 1);
    Map<String, NDArray> rows = new HashMap<>();
    rows.put("excluded", scope.create(excluded, new Shape(ROWS, documents)));
    rows.put(
        "owner",
        scope.create(candidates.owners().stream().mapToLong(Integer::longValue).toArray()));
    rows.put("own", scope.create(candidates.own(), new Shape(ROWS, keys)));
    rows.put("teacher", scope.create(teacher, new Shape(ROWS, keys)));
    rows.put("label", scope.create(numbers(fixture.get("label"))));
    rows.put("weight", scope.create(ones));
    rows.put(
        "anchor_query", scope.create(numbers(fixture.get("previous")), new Shape(ROWS, WIDTH)));
    rows.putAll(instead);
    Map<String, NDArray> task = new HashMap<>();
    task.put("terms", scope.create(LossTerm.numbers(c.terms())));
    if (!c.matryoshka().widths().isEmpty()) {
      task.put("widths", scope.create(c.matryoshka().numbers()));
    }
    double[] document =
        documents(
            numbers(fixture.get("positive")), numbers(fixture.get("negatives")), c.negatives());
    return programs.differentiate(
        scope,
        "loss_on_embeddings",
        Argument.of(embeddings(scope, numbers(fixture.get("query")), type)),
        Argument.of(embeddings(scope, document, type)),
        Argument.of(rows),
        Argument.of(task));
  }

  private static double total(Case c, NDArray values) {
    double[] each = doubles(values);
    double sum = 0;
    for (int i = 0; i < each.length; i++) {
      sum += c.terms().get(i).weight() * each[i];
    }
    return sum;
  }

  private static Candidates candidates(int negatives) {
    return Candidates.of(
        IntStream.range(0, ROWS)
            .mapToObj(
                row ->
                    new Candidates.Row(
                        "q" + row,
                        "p" + row,
                        IntStream.range(0, negatives).mapToObj(i -> "n" + row + "." + i).toList(),
                        List.of(),
                        ""))
            .toList(),
        Candidates.Reach.of(Negatives.ALL));
  }

  /** The positives, then the first negatives of each row. */
  private static double[] documents(double[] positives, double[] negatives, int count) {
    double[] result = Arrays.copyOf(positives, (ROWS + ROWS * count) * WIDTH);
    for (int row = 0; row < ROWS; row++) {
      System.arraycopy(
          negatives, row * 3 * WIDTH, result, (ROWS + row * count) * WIDTH, count * WIDTH);
    }
    return result;
  }

  private static void assertClose(double[] actual, double[] expected, double share) {
    double largest = DoubleStream.of(expected).map(Math::abs).max().orElseThrow();
    assertThat(actual).containsExactly(expected, within(share * largest));
  }

  private static NDArray embeddings(NDManager scope, double[] values, DataType type) {
    NDArray array =
        scope.create(values, new Shape(values.length / WIDTH, WIDTH)).toType(type, true);
    array.setRequiresGradient(true);
    return array;
  }

  private static double[] doubles(NDArray array) {
    return array.toType(DataType.FLOAT64, false).toDoubleArray();
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
      into.add(node.asDouble());
    }
  }
}
