/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.Fixtures;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionMergeTest {
  private static final Path BEFORE = Fixtures.path("training/initial");
  private static final Path AFTER = Fixtures.path("training/final");

  @TempDir Path directory;

  @Test
  void everyWeightIsTheMeanByShare() throws IOException {
    Path after = after();
    Path target = directory.resolve("merged");
    String digest = VersionMerge.write(BEFORE, after, 0.25, target);
    ModelFolder merged = ModelFolder.read(target);
    assertThat(merged.digest()).isEqualTo(digest);
    Map<String, HostTensor> a = ModelFolder.read(BEFORE).tensors();
    Map<String, HostTensor> b = ModelFolder.read(after).tensors();
    assertThat(merged.tensors().keySet()).isEqualTo(a.keySet());
    merged
        .tensors()
        .forEach(
            (name, tensor) -> {
              float[] expected = a.get(name).toFloats();
              float[] other = b.get(name).toFloats();
              for (int i = 0; i < expected.length; i++) {
                expected[i] = 0.75f * expected[i] + 0.25f * other[i];
              }
              assertThat(tensor.toFloats()).as(name).containsExactly(expected, within(1e-7f));
            });
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).as("nothing is left behind").containsExactlyInAnyOrder(after, target);
    }
  }

  @Test
  void nothingOfTheOtherIsTheVersionItself() throws IOException {
    assertThat(VersionMerge.write(BEFORE, after(), 0, directory.resolve("same")))
        .isEqualTo(ModelFolder.read(BEFORE).digest());
  }

  @Test
  void allOfTheOtherIsTheOther() throws IOException {
    Path after = after();
    assertThat(VersionMerge.write(BEFORE, after, 1, directory.resolve("same")))
        .isEqualTo(ModelFolder.read(after).digest())
        .isNotEqualTo(ModelFolder.read(BEFORE).digest());
  }

  @Test
  void modelsOfOtherShapesAreRefused() {
    Path target = directory.resolve("none");
    for (String other : List.of("encoders/bert", "encoders/roberta", "encoders/qwen3")) {
      for (boolean swapped : new boolean[] {false, true}) {
        Path a = swapped ? Fixtures.path(other) : BEFORE;
        Path b = swapped ? BEFORE : Fixtures.path(other);
        assertThatThrownBy(() -> VersionMerge.write(a, b, 0.5, target))
            .isInstanceOf(ModelFormatException.class)
            .hasMessageContaining("cannot be merged")
            .hasMessageContaining("num_hidden_layers")
            .hasMessageContaining("tokenizer");
      }
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void otherPromptsAndProjectionsAreRefused() throws IOException {
    Path prompted = after("prompted");
    Files.writeString(
        prompted.resolve("config_sentence_transformers.json"),
        "{\"prompts\": {\"query\": \"q: \"}}");
    Path target = directory.resolve("none");
    assertThatThrownBy(() -> VersionMerge.write(BEFORE, prompted, 0.5, target))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageEndingWith("they differ in prompts");

    Path projected = directory.resolve("projected");
    ModelFolder before = ModelFolder.read(BEFORE);
    Map<String, HostTensor> weights = new HashMap<>(before.tensors());
    for (TensorSpec spec : before.projectionTensors("search", 2)) {
      long[] shape = spec.sizes().stream().mapToLong(Long::longValue).toArray();
      int size = (int) spec.sizes().stream().reduce(1L, (x, y) -> x * y).longValue();
      weights.put(spec.name(), HostTensor.ofFloats(shape, new float[size]));
    }
    ModelFolder.write(before, weights, projected);
    assertThatThrownBy(() -> VersionMerge.write(BEFORE, projected, 0.5, target))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("heads.search.bias is missing in the one and F32 [2] in the other");
    assertThat(target).doesNotExist();
  }

  @Test
  void sharesOutOfBoundsAndTargetsThatExistAreRefused() {
    for (double share : new double[] {-0.1, 1.5, Double.NaN}) {
      assertThatThrownBy(() -> VersionMerge.write(BEFORE, BEFORE, share, directory.resolve("none")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("from 0 to 1");
    }
    assertThatThrownBy(() -> VersionMerge.write(BEFORE, BEFORE, 0.5, directory))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  /** The final weights as a folder: the fixture has them alone. */
  private Path after() throws IOException {
    return after("after");
  }

  private Path after(String name) throws IOException {
    Path folder = directory.resolve(name);
    ModelFolder.write(
        ModelFolder.read(BEFORE), Safetensors.read(AFTER.resolve("model.safetensors")), folder);
    return folder;
  }
}
