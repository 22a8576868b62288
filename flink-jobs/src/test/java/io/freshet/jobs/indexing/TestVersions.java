/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing;

import io.freshet.connectors.records.ModelVersion;
import io.freshet.connectors.registry.ModelRegistry;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.folder.FreshModel;
import io.freshet.model.folder.ModelFolder;
import io.freshet.model.folder.ModelSize;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.text.WordPieceLearner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small models with random weights in a registry, and the decisions that promote them. */
public final class TestVersions implements AutoCloseable {
  private final Path directory;
  private final Path tokenizer;
  private final ModelRegistry registry;
  private final Map<String, EmbeddingModel> loaded = new HashMap<>();

  /** An empty registry below a directory. */
  public TestVersions(Path directory) throws IOException {
    this.directory = directory;
    this.tokenizer = directory.resolve("tokenizer");
    this.registry = new ModelRegistry(directory.resolve("registry").toUri().toString());
    List<String> corpus = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      corpus.add(TestDocuments.text(i, 0));
    }
    WordPieceLearner.learn(corpus, 200, tokenizer);
  }

  /** The registry's URI. */
  public String registry() {
    return registry.uri();
  }

  /** Publishes a version with weights drawn from the step as seed; returns its promotion. */
  public ModelVersion.Decision publish(long step) throws IOException {
    return publish(step, ModelSize.TINY);
  }

  /** The same of another size. */
  public ModelVersion.Decision publish(long step, ModelSize size) throws IOException {
    Path folder = directory.resolve("model-" + step);
    FreshModel.create("bert", size, tokenizer, 100 + step, 64, folder);
    return publish(step, folder);
  }

  /** Publishes a version with other queries and the documents of an earlier one. */
  public ModelVersion.Decision publishBeside(long step, long earlier) throws IOException {
    Path drawn = directory.resolve("drawn-" + step);
    FreshModel.create("bert", ModelSize.TINY, tokenizer, 100 + step, 64, drawn);
    Path folder = directory.resolve("model-" + step);
    ModelFolder like = ModelFolder.read(directory.resolve("model-" + earlier));
    ModelFolder.write(like.keepingDocuments(), ModelFolder.read(drawn).tensors(), folder);
    return publish(step, folder);
  }

  /** Publishes a version that has a projection for a task, all drawn from the step as seed. */
  public ModelVersion.Decision publishProjecting(long step, String task, int width)
      throws IOException {
    Path drawn = directory.resolve("drawn-" + step);
    FreshModel.create("bert", ModelSize.TINY, tokenizer, 100 + step, 64, drawn);
    ModelFolder like = ModelFolder.read(drawn);
    Map<String, HostTensor> weights = new HashMap<>(like.tensors());
    Random random = new Random(step);
    for (TensorSpec spec : like.projectionTensors(task, width)) {
      long[] shape = spec.sizes().stream().mapToLong(Long::longValue).toArray();
      float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      weights.put(spec.name(), HostTensor.ofFloats(shape, values));
    }
    Path folder = directory.resolve("model-" + step);
    ModelFolder.write(like, weights, folder);
    return publish(step, folder);
  }

  private ModelVersion.Decision publish(long step, Path folder) throws IOException {
    String digest = ModelFolder.read(folder).digest();
    String uri = registry.publish(folder, step + "-" + digest.substring(0, 8));
    return new ModelVersion.Decision(
        step, digest, uri, ModelVersion.Verdict.PROMOTED, "test", Map.of(), 0);
  }

  /** The version of a digest, to encode queries with. */
  public synchronized EmbeddingModel model(String digest, String uri) throws IOException {
    EmbeddingModel known = loaded.get(digest);
    if (known == null) {
      known =
          EmbeddingModel.load(
              registry.fetch(uri, directory.resolve("fetched")), ComputeOptions.cpu(1));
      loaded.put(digest, known);
    }
    return known;
  }

  @Override
  public synchronized void close() {
    loaded.values().forEach(EmbeddingModel::close);
  }
}
