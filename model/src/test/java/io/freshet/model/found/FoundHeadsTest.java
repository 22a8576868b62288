/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.found;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.model.Fixtures;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Folders of models with the heads of other tasks, with the names that transformers writes. Their
 * digest is that of the network alone: they embed alike, as they do in sentence-transformers.
 */
class FoundHeadsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert",
        "distilbert",
        "llama",
        "mistral",
        "modernbert",
        "mpnet",
        "qwen2",
        "qwen3",
        "roberta",
        "xlm-roberta"
      })
  void headsOfOtherTasksChangeNothing(String encoder) throws IOException {
    Path folder = Fixtures.copy("encoders/" + encoder, directory.resolve(encoder));
    ModelFolder model = ModelFolder.read(folder);
    String digest = model.digest();
    Map<String, HostTensor> network = model.tensors();
    JsonNode heads = FoundFolder.all().path("heads").required(encoder);
    assertThat(heads.size()).isGreaterThan(2);
    for (Map.Entry<String, JsonNode> head : heads.properties()) {
      write(folder, network, head.getValue());
      assertThat(ModelFolder.read(folder).digest()).as(head.getKey()).isEqualTo(digest);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3"})
  void aNetworkThatTransformersDoesNotFindIsRefused(String encoder) throws IOException {
    Path folder = Fixtures.copy("encoders/" + encoder, directory.resolve(encoder));
    ModelFolder model = ModelFolder.read(folder);
    for (JsonNode head : FoundFolder.all().path("lost").required(encoder)) {
      write(folder, model.tensors(), head);
      assertThatThrownBy(model::digest)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("the names begin with 'transformer.'");
    }
  }

  private static void write(Path folder, Map<String, HostTensor> network, JsonNode head)
      throws IOException {
    Map<String, HostTensor> tensors = new HashMap<>();
    network.forEach((name, tensor) -> tensors.put(head.path("prefix").asText() + name, tensor));
    for (Map.Entry<String, JsonNode> other : head.path("others").properties()) {
      long[] shape = other.getValue().valueStream().mapToLong(JsonNode::asLong).toArray();
      int numbers = (int) java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b);
      tensors.put(other.getKey(), HostTensor.ofFloats(shape, new float[numbers]));
    }
    Safetensors.write(folder.resolve("model.safetensors"), tensors, Map.of());
  }
}
