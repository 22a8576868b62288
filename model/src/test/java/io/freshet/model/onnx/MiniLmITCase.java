/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.Fixtures;
import io.freshet.model.Precision;
import io.freshet.model.folder.ModelFolder;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A public model as its jar holds it: all-MiniLM-L6-v2, against ONNX Runtime's vectors, which
 * {@code fixtures/onnx/make.py} made.
 */
class MiniLmITCase {
  @TempDir Path directory;

  @Test
  void embedsAsOnnxRuntimeDoes() throws Exception {
    Path folder = directory.resolve("minilm");
    OnnxImport.write(jar(), OnnxSettings.DEFAULT, folder);
    ModelFolder model = ModelFolder.read(folder);
    assertThat(model.maxLength()).isEqualTo(256);
    assertThat(model.architecture().layers()).hasSize(7);
    assertThat(model.config().path("num_attention_heads").asInt()).isEqualTo(12);
    assertThat(model.config().path("layer_norm_eps").asDouble()).isEqualTo(1e-12);
    assertThat(model.config().path("hidden_act").asText()).isEqualTo("gelu");
    JsonNode cases = new ObjectMapper().readTree(Fixtures.own("onnx/minilm.json").toFile());
    List<String> texts = new ArrayList<>();
    cases.forEach(row -> texts.add(row.path("text").asText()));
    try (EmbeddingModel embedding =
        EmbeddingModel.load(folder, ComputeOptions.cpu(1).withPrecision(Precision.FLOAT32))) {
      float[][] vectors = embedding.embed(texts, "", model.maxLength());
      for (int i = 0; i < vectors.length; i++) {
        JsonNode expected = cases.path(i).path("vector");
        assertThat(vectors[i]).hasSize(expected.size());
        for (int j = 0; j < vectors[i].length; j++) {
          assertThat((double) vectors[i][j])
              .as("'%s' [%d]", texts.get(i), j)
              .isCloseTo(expected.path(j).asDouble(), within(1e-5));
        }
      }
    }
  }

  private static Path jar() throws IOException, URISyntaxException {
    URL inside = MiniLmITCase.class.getResource("/all-minilm-l6-v2.onnx");
    assertThat(inside).as("the jar on the tests' class path").isNotNull();
    return Path.of(((JarURLConnection) inside.openConnection()).getJarFileURL().toURI());
  }
}
