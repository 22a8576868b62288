/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.examples.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.config.ConfigReader;
import io.freshet.config.ConfigWriter;
import io.freshet.config.ConfigurationReference;
import io.freshet.config.FreshetConfig;
import io.freshet.config.LossConfig;
import io.freshet.examples.Trainings;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.loss.Loss;
import io.freshet.model.loss.LossDefinitions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlignmentUniformityTest {
  private static final double[] WEIGHTS = {1, 0.5, 2, 1};

  @TempDir static Path directory;
  private static Path model;
  private static float[][] queries;
  private static float[][] documents;

  @BeforeAll
  static void createModel() throws IOException {
    model = Trainings.model(directory, "bert");
    try (EmbeddingModel embedding = EmbeddingModel.load(model, ComputeOptions.cpu(1))) {
      queries = embedding.embed(Trainings.queries(), "", Trainings.LENGTH);
      documents = embedding.embed(Trainings.documents(), "", Trainings.LENGTH);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 2", "3, 0.5, 4", "2.5, 0, 1"})
  void isTheFormula(double power, double uniformity, double scale) throws IOException {
    Loss loss = new Loss(AlignmentUniformity.DEFINITION, List.of(power, uniformity, scale));
    double expected = uniformity * (uniformity(queries, scale) + uniformity(documents, scale)) / 2;
    for (int i = 0; i < queries.length; i++) {
      double distance = Math.sqrt(square(queries[i], documents[i]));
      expected += WEIGHTS[i] * Math.pow(distance, power) / queries.length;
    }
    assertThat(Trainings.values(model, loss, 1, WEIGHTS).get(0)).isCloseTo(expected, within(1e-5));
  }

  private static double uniformity(float[][] texts, double scale) {
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < texts.length; i++) {
      for (int j = i + 1; j < texts.length; j++) {
        sum += Math.exp(-scale * square(texts[i], texts[j]));
        pairs++;
      }
    }
    return Math.log(sum / pairs);
  }

  private static double square(float[] x, float[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Math.pow((double) x[i] - y[i], 2);
    }
    return sum;
  }

  @Test
  void fallsInTraining() throws IOException {
    List<Double> values =
        Trainings.values(model, Loss.of(AlignmentUniformity.DEFINITION, Map.of()), 20);
    assertThat(values.get(19)).isLessThan(values.get(0) - 1);
  }

  @Test
  void isFoundBesideTheOthersAndNamedInConfigurations() {
    assertThat(LossDefinitions.installed().names()).contains("alignment-uniformity", "info-nce");
    FreshetConfig config = read("info-nce, alignment-uniformity(scale=3):0.5");
    assertThat(config.tasks().get("search").losses().terms())
        .containsExactly(
            new LossConfig("info-nce", 1, Map.of()),
            new LossConfig("alignment-uniformity", 0.5, Map.of("scale", 3.0)));
    assertThat(ConfigReader.parse("test", ConfigWriter.toYaml(config))).isEqualTo(config);
    assertThat(ConfigurationReference.markdown())
        .contains("`alignment-uniformity` draws a query and its document together")
        .contains("`power` (Exponent of the distance of a query and its document; 2.0 to 10.0,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alignment-unifornity | did you mean alignment-uniformity?",
        "alignment-uniformity(temperature=1) | it has power, uniformity, scale",
        "alignment-uniformity(power=1) | alignment-uniformity.power: '1' is not allowed; expected number, 2.0 to 10.0"
      })
  void mistakesInConfigurationsSayWhatThereIs(String losses, String message) {
    assertThatThrownBy(() -> read(losses)).hasMessageContaining(message);
  }

  private static FreshetConfig read(String losses) {
    return ConfigReader.parse(
        "test",
        """
        model: {path: m}
        registry: {path: r}
        tasks: {search: {losses: "%s"}}
        """
            .formatted(losses));
  }
}
