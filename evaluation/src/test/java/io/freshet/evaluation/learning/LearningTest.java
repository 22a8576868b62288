/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.evaluation.Fixtures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningTest {

  @ParameterizedTest
  @ValueSource(strings = {"two", "four"})
  void regressionPredictsWhatScikitLearnsDoes(String name) throws IOException {
    JsonNode data = Fixtures.json("tasks/tasks.json").path("regression").path(name);
    float[][] rows = new float[data.path("x").size()][];
    int[] labels = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[data.path("x").path(i).size()];
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = (float) data.path("x").path(i).path(j).asDouble();
      }
      labels[i] = data.path("y").path(i).asInt();
    }
    int classes = Arrays.stream(labels).max().orElseThrow() + 1;
    LogisticRegression fitted =
        LogisticRegression.fit(Arrays.copyOf(rows, 40), Arrays.copyOf(labels, 40), classes);
    List<String> predicted = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (int i = 40; i < rows.length; i++) {
      int label = fitted.predict(rows[i]);
      assertThat(label).as("row %d", i).isEqualTo(data.path("predicted").path(i - 40).asInt());
      predicted.add(Integer.toString(label));
      actual.add(Integer.toString(labels[i]));
    }
    LabelScores scores = LabelScores.of(actual, predicted);
    assertThat(scores.accuracy()).isCloseTo(data.path("accuracy").asDouble(), within(1e-12));
    assertThat(scores.f1()).isCloseTo(data.path("f1").asDouble(), within(1e-12));
    assertThat(scores.f1Weighted()).isCloseTo(data.path("f1_weighted").asDouble(), within(1e-12));
    assertThat(scores.accuracy()).isBetween(0.5, 0.999);
  }

  @Test
  void oneClassIsNoClassification() {
    assertThatThrownBy(() -> LogisticRegression.fit(new float[1][2], new int[1], 1))
        .hasMessageContaining("two classes");
  }

  @Test
  void minimaOfQuadraticsAreFound() {
    double[] scales = {1, 10, 0.01, 500};
    double[] found =
        Lbfgs.minimize(
            new double[4],
            (point, gradient) -> {
              double value = 0;
              for (int i = 0; i < 4; i++) {
                double off = point[i] - i;
                value += scales[i] * off * off / 2;
                gradient[i] = scales[i] * off;
              }
              return value;
            },
            500,
            1e-9);
    assertThat(found).containsExactly(new double[] {0, 1, 2, 3}, within(1e-6));
  }

  @Test
  void vMeasureEqualsScikitLearn() throws IOException {
    for (JsonNode row : Fixtures.json("tasks/tasks.json").path("clusters")) {
      List<String> labels = new ArrayList<>();
      int[] clusters = new int[row.path("clusters").size()];
      for (int i = 0; i < clusters.length; i++) {
        labels.add(row.path("labels").path(i).asText());
        clusters[i] = row.path("clusters").path(i).asInt();
      }
      assertThat(VMeasure.of(labels, clusters)).isCloseTo(row.path("v").asDouble(), within(1e-9));
    }
  }

  @Test
  void averagePrecisionSharesAThresholdAmongTies() throws IOException {
    JsonNode ties = Fixtures.json("tasks/tasks.json").path("ties");
    double[] scores = new double[ties.path("scores").size()];
    boolean[] positive = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = ties.path("scores").path(i).asDouble();
      positive[i] = ties.path("labels").path(i).asInt() == 1;
    }
    assertThat(BinaryScores.averagePrecision(scores, positive))
        .isCloseTo(ties.path("ap").asDouble(), within(1e-12));
    assertThat(BinaryScores.averagePrecision(scores, new boolean[8])).isZero();
  }
}
