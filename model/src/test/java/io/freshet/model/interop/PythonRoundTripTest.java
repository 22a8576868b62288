/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.Fixtures;
import io.freshet.model.TextRole;
import io.freshet.model.adapter.MergedModel;
import io.freshet.model.adapter.PeftFolder;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.WriteOptions;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.Safetensors;
import io.freshet.model.tensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Freshet writes, transformers and sentence-transformers load, and the other way round, with
 * the same embeddings; only with {@code -Ppython -Dfreshet.python=..}.
 */
@Tag("python")
class PythonRoundTripTest {
  private static final float TOLERANCE = 1e-5f;
  private static final String MEAN =
      "{\"pooling_mode_mean_tokens\": true, \"word_embedding_dimension\": 0}";

  @TempDir Path directory;
  private final List<Path> sources = new ArrayList<>();
  private List<String> texts;
  private Python python;

  @BeforeEach
  void open() throws IOException {
    python = new Python(directory);
    try (Stream<Path> all = Files.list(Fixtures.path("encoders"))) {
      sources.addAll(all.filter(Files::isDirectory).sorted().toList());
    }
    texts =
        List.of(
            new ObjectMapper()
                .readValue(sources.get(0).resolve("texts.json").toFile(), String[].class));
  }

  @Test
  void pythonLoadsWhatFreshetWroteOfEveryArchitecture() throws Exception {
    List<Path> own = new ArrayList<>();
    List<Path> means = new ArrayList<>();
    for (Path source : sources) {
      String name = source.getFileName().toString();
      ModelFolder folder = ModelFolder.read(source);
      own.add(write(folder, name + "-F32", WriteOptions.DEFAULT));
      own.add(write(folder, name + "-F16", new WriteOptions(TensorType.F16, 40_000)));
      own.add(write(folder, name + "-BF16", WriteOptions.of(TensorType.BF16)));
      Path mean = withMean(source);
      means.add(write(ModelFolder.read(mean), name + "-mean", WriteOptions.DEFAULT));
    }
    for (Path folder : own) {
      python.task("embed", "folder", folder, "texts", texts, "out", out(folder));
    }
    for (Path folder : means) {
      python.task("mean", "folder", folder, "texts", texts, "out", out(folder));
    }
    python.run();
    for (Path folder : Stream.concat(own.stream(), means.stream()).toList()) {
      assertSame(folder, embed(folder, ""));
    }
  }

  @Test
  void freshetLoadsWhatPythonWroteOfEveryArchitecture() throws Exception {
    Map<String, String> prompts = Map.of("query", "query: ", "document", "text: ");
    List<Path> saved = new ArrayList<>();
    List<Path> shards = new ArrayList<>();
    for (Path source : sources) {
      Path target = directory.resolve(source.getFileName() + "-saved");
      python.task("save", "source", source, "target", target, "prompts", prompts);
      python.task("embed", "folder", target, "texts", texts, "out", out(target), "side", "query");
      saved.add(target);
      Path narrow = directory.resolve(source.getFileName() + "-shards");
      String type = saved.size() % 2 == 0 ? "float16" : "bfloat16";
      python.task("shards", "source", source, "target", narrow, "dtype", type);
      python.task("mean", "folder", narrow, "texts", texts, "out", out(narrow));
      shards.add(narrow);
    }
    python.run();
    for (Path folder : saved) {
      assertThat(ModelFolder.read(folder).documentPrompt()).isEqualTo("text: ");
      try (EmbeddingModel model = EmbeddingModel.load(folder, ComputeOptions.cpu(1))) {
        assertSame(folder, model.embed(texts, TextRole.QUERY));
      }
    }
    for (Path folder : shards) {
      assertThat(folder.resolve("model.safetensors.index.json")).exists();
      assertSame(folder, embed(folder, ""));
    }
  }

  @Test
  void modulesGoBothWays() throws Exception {
    Path source = Fixtures.path("encoders/bert");
    Path saved = directory.resolve("modules");
    python.task("modules", "source", source, "target", saved);
    python.run();
    Path written = directory.resolve("written");
    ModelFolder folder = ModelFolder.read(saved);
    assertThat(ModelFolder.write(folder, folder.tensors(), written)).isEqualTo(folder.digest());
    Path query = directory.resolve("query");
    for (Path each : List.of(saved, written)) {
      python.task(
          "embed",
          "folder",
          each,
          "texts",
          texts,
          "out",
          out(each),
          "side",
          "document",
          "normalize",
          true);
    }
    python.task(
        "embed",
        "folder",
        written,
        "texts",
        texts,
        "out",
        out(query),
        "side",
        "query",
        "normalize",
        true);
    python.run();
    for (Path each : List.of(saved, written)) {
      try (EmbeddingModel model = EmbeddingModel.load(each, ComputeOptions.cpu(1))) {
        assertThat(model.dimension()).isEqualTo(6);
        assertSame(each, model.embed(texts, TextRole.DOCUMENT));
        assertSame(query, model.embed(texts, TextRole.QUERY));
      }
    }
    assertThat(ModelFolder.read(written).similarity()).isEqualTo("dot");
  }

  @Test
  void headsOfLanguageModelsComeThrough() throws Exception {
    List<Path> heads = new ArrayList<>();
    for (Path source : sources) {
      String type = ModelFolder.read(source).architecture().modelType();
      boolean causal = List.of("llama", "mistral", "qwen2", "qwen3").contains(type);
      for (boolean tied : causal ? new boolean[] {true, false} : new boolean[] {true}) {
        Path head = directory.resolve(source.getFileName() + (tied ? "-tied" : "-free"));
        python.task("head", "source", source, "target", head, "tied", tied, "causal", causal);
        python.task(
            "same",
            "first",
            head,
            "second",
            directory.resolve(head.getFileName() + "-again"),
            "causal",
            causal);
        heads.add(head);
      }
    }
    python.only("head");
    for (Path head : heads) {
      ModelFolder folder = ModelFolder.read(head);
      write(folder, head.getFileName() + "-again", WriteOptions.DEFAULT);
    }
    python.run();
  }

  @Test
  void pythonLoadsBothSidesAndTheProjectionsOfAVersion() throws Exception {
    ModelFolder start = ModelFolder.read(Fixtures.path("encoders/bert"));
    Map<String, HostTensor> weights = new HashMap<>(start.tensors());
    TensorSpec moved = start.architecture().tensors().get(3);
    float[] numbers = weights.get(moved.name()).toFloats();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += (i % 7 - 3) * 0.1f;
    }
    weights.put(moved.name(), HostTensor.ofFloats(weights.get(moved.name()).shape(), numbers));
    for (TensorSpec spec : start.projectionTensors("search", 5)) {
      long[] shape = spec.sizes().stream().mapToLong(Long::longValue).toArray();
      float[] head = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < head.length; i++) {
        head[i] = (i * 31 % 17 - 8) / 20f;
      }
      weights.put(spec.name(), HostTensor.ofFloats(shape, head));
    }
    Path version = directory.resolve("version");
    ModelFolder.write(start.keepingDocuments(), weights, version);
    Path documents = version.resolve("document-side");
    Path projected = directory.resolve("projected");
    for (Path folder : List.of(version, documents)) {
      python.task("embed", "folder", folder, "texts", texts, "out", out(folder));
    }
    python.task(
        "projected", "folder", version, "task", "search", "texts", texts, "out", out(projected));
    python.run();
    try (EmbeddingModel model = EmbeddingModel.load(version, ComputeOptions.cpu(1))) {
      float[][] queries = model.embed(texts, TextRole.QUERY, "", model.maxLength());
      assertSame(version, queries);
      assertSame(documents, model.embed(texts, TextRole.DOCUMENT, "", model.maxLength()));
      assertSame(projected, model.embedFor("search", texts, "", model.maxLength()));
      assertThat(queries[0]).isNotEqualTo(model.embed(texts, TextRole.DOCUMENT)[0]);
    }
  }

  @Test
  void adaptersGoBothWays() throws Exception {
    List<Path> bases = new ArrayList<>();
    for (Path source : sources) {
      Path base = withMean(source);
      Path adapter = directory.resolve(source.getFileName() + "-adapter");
      List<String> layers = adapted(ModelFolder.read(base).architecture().modelType());
      python.task("adapter", "source", base, "target", adapter, "layers", layers);
      bases.add(base);
    }
    python.run();
    List<Path> merged = new ArrayList<>();
    for (int i = 0; i < bases.size(); i++) {
      Path base = bases.get(i);
      String name = sources.get(i).getFileName().toString();
      Path adapter = directory.resolve(name + "-adapter");
      Path again = directory.resolve(name + "-again");
      PeftFolder.write(
          PeftFolder.read(adapter, ModelFolder.read(base).architecture()), base.toString(), again);
      Path target = directory.resolve(name + "-merged");
      MergedModel.write(base, adapter, target);
      merged.add(target);
      python.task("adapted", "source", base, "adapter", again, "texts", texts, "out", out(target));
      python.task("mean", "folder", base, "texts", texts, "out", out(base));
    }
    python.run();
    for (int i = 0; i < bases.size(); i++) {
      assertSame(merged.get(i), embed(merged.get(i), ""));
      // The adapter does something.
      assertThat(Safetensors.read(out(merged.get(i))).get("embeddings").toFloats())
          .isNotEqualTo(Safetensors.read(out(bases.get(i))).get("embeddings").toFloats());
    }
  }

  private static List<String> adapted(String modelType) {
    return switch (modelType) {
      case "distilbert" -> List.of("q_lin", "out_lin");
      case "mpnet" -> List.of("attn.q", "attn.o");
      case "modernbert" -> List.of("Wqkv", "Wo");
      case "llama", "mistral", "qwen2", "qwen3" -> List.of("q_proj", "down_proj");
      default -> List.of("query", "attention.output.dense");
    };
  }

  /** A copy of a folder with mean pooling. */
  private Path withMean(Path source) throws IOException {
    String name = source.getFileName().toString();
    Path mean = Fixtures.copy("encoders/" + name, directory.resolve(name + "-source"));
    int width = ModelFolder.read(source).architecture().dimension();
    Files.writeString(mean.resolve("1_Pooling/config.json"), MEAN.replace(": 0", ": " + width));
    return mean;
  }

  private Path write(ModelFolder folder, String name, WriteOptions options) throws IOException {
    Path target = directory.resolve(name);
    ModelFolder.write(folder, folder.tensors(), target, options);
    return target;
  }

  private float[][] embed(Path folder, String prompt) throws IOException {
    try (EmbeddingModel model = EmbeddingModel.load(folder, ComputeOptions.cpu(1))) {
      return model.embed(texts, prompt, model.maxLength());
    }
  }

  private void assertSame(Path folder, float[][] actual) throws IOException {
    HostTensor expected = new TreeMap<>(Safetensors.read(out(folder))).get("embeddings");
    float[] values = expected.toFloats();
    assertThat(expected.shape()).containsExactly(actual.length, actual[0].length);
    int width = actual[0].length;
    for (int i = 0; i < values.length; i++) {
      assertThat(actual[i / width][i % width])
          .as("%s, text %d, dimension %d", folder.getFileName(), i / width, i % width)
          .isCloseTo(values[i], within(TOLERANCE));
    }
  }

  private Path out(Path folder) {
    return directory.resolve(folder.getFileName() + ".safetensors");
  }
}
