/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.examples.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.examples.Trainings;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.architecture.ArchitectureDefinitions;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.loss.Losses;
import io.freshet.model.loss.Negatives;
import io.freshet.model.tensors.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreNormBertTest {
  /** A letter that a word of the corpus begins with: one token, whatever was learnt. */
  private static final String TEXT = "k";

  @TempDir Path directory;
  private Path model;

  @BeforeEach
  void createModel() throws IOException {
    model = Trainings.model(directory, "pre-norm-bert");
  }

  @Test
  void isFoundBesideTheOthers() throws IOException {
    assertThat(ArchitectureDefinitions.installed().modelTypes()).contains("bert", "pre-norm-bert");
    assertThat(ModelFolder.read(model).architecture().modelType()).isEqualTo("pre-norm-bert");
  }

  /** Where attention and feed-forward give nothing, a layer changes nothing. */
  @Test
  void theSumRunsThroughTheLayersUntouched() throws IOException {
    ModelFolder folder = ModelFolder.read(model);
    Map<String, HostTensor> weights = new LinkedHashMap<>(folder.tensors());
    weights.replaceAll(
        (name, tensor) ->
            name.matches(".*\\.(output|out)\\.weight")
                ? HostTensor.ofFloats(tensor.shape(), new float[tensor.elements()])
                : tensor);
    Path silent = directory.resolve("silent");
    ModelFolder.write(folder, weights, silent);
    try (EmbeddingModel embedding = EmbeddingModel.load(silent, ComputeOptions.cpu(1))) {
      double[] expected = normalisedInput(weights, ids());
      float[] vector = embedding.embed(List.of(TEXT), "", Trainings.LENGTH)[0];
      for (int i = 0; i < vector.length; i++) {
        assertThat((double) vector[i]).isCloseTo(expected[i], within(1e-5));
      }
    }
    try (EmbeddingModel embedding = EmbeddingModel.load(model, ComputeOptions.cpu(1))) {
      double[] expected = normalisedInput(weights, ids());
      assertThat((double) embedding.embed(List.of(TEXT), "", Trainings.LENGTH)[0][0])
          .as("with them it does")
          .isNotCloseTo(expected[0], within(1e-5));
    }
  }

  /** The mean over the tokens of the normalised sum of word and position, of unit length. */
  private static double[] normalisedInput(Map<String, HostTensor> weights, int... ids) {
    HostTensor table = weights.get("embeddings.word_embeddings.weight");
    float[] words = table.toFloats();
    float[] positions = weights.get("embeddings.position_embeddings.weight").toFloats();
    int width = (int) table.shape()[1];
    double[] sum = new double[width];
    for (int token = 0; token < ids.length; token++) {
      double mean = 0;
      double squares = 0;
      double[] x = new double[width];
      for (int i = 0; i < width; i++) {
        x[i] = words[ids[token] * width + i] + positions[token * width + i];
        mean += x[i] / width;
      }
      for (int i = 0; i < width; i++) {
        squares += Math.pow(x[i] - mean, 2) / width;
      }
      for (int i = 0; i < width; i++) {
        sum[i] += (x[i] - mean) / Math.sqrt(squares + 1e-12);
      }
    }
    double length = 0;
    for (double value : sum) {
      length += value * value;
    }
    for (int i = 0; i < width; i++) {
      sum[i] /= Math.sqrt(length);
    }
    return sum;
  }

  private int[] ids() throws IOException {
    var vocabulary = ModelFolder.read(model).tokenizer().json().path("model").path("vocab");
    return List.of("[CLS]", TEXT, "[SEP]").stream()
        .mapToInt(token -> vocabulary.path(token).asInt())
        .toArray();
  }

  @Test
  void isTrained() throws IOException {
    List<Double> values = Trainings.values(model, Losses.infoNce(0.1, Negatives.BATCH), 20);
    assertThat(values.get(19)).isLessThan(values.get(0) / 2);
  }

  @Test
  void predictsNoTokens() {
    assertThatThrownBy(() -> Trainings.values(model, Losses.languageModelling(0.15), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pre-norm-bert has no head");
  }
}
