/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.architecture.TensorSpec.Role;
import io.freshet.model.tensors.HostTensor;
import io.freshet.model.tensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The projections of tasks: linear layers behind everything else but the normalisation, each in the
 * folder {@code heads/<task>} in the form of sentence-transformers' {@code Dense}. They stand in no
 * {@code modules.json}: who does not ask for a task embeds without them.
 */
final class ProjectionLayers {
  private static final String FOLDER = "heads";
  private static final String PREFIX = "heads.";

  private final Map<String, DenseLayer> layers;

  private ProjectionLayers(Map<String, DenseLayer> layers) {
    this.layers = layers;
  }

  /**
   * Reads the descriptions of a folder's projections.
   *
   * @param dimension of what they take
   */
  static ProjectionLayers read(Path folder, int dimension) throws IOException {
    Map<String, DenseLayer> layers = new TreeMap<>();
    if (Files.isDirectory(folder.resolve(FOLDER))) {
      try (Stream<Path> entries = Files.list(folder.resolve(FOLDER))) {
        for (Path entry : entries.sorted().toList()) {
          String task = String.valueOf(entry.getFileName());
          layers.put(task, checked(entry, DenseLayer.read(folder, FOLDER + "/" + task), dimension));
        }
      }
    }
    return new ProjectionLayers(layers);
  }

  /** The tasks that have a projection. */
  Set<String> tasks() {
    return new TreeSet<>(layers.keySet());
  }

  /** Numbers that a task's projection gives. */
  int dimension(String task) {
    DenseLayer layer = layers.get(task);
    if (layer == null) {
      throw new IllegalArgumentException(
          "no projection for task " + task + "; there are some for " + tasks());
    }
    return layer.out();
  }

  /** Reads the weights of all projections, by the names of {@link #specs}. */
  Map<String, HostTensor> weights(Path folder) throws IOException {
    Map<String, HostTensor> weights = new TreeMap<>();
    for (Map.Entry<String, DenseLayer> projection : layers.entrySet()) {
      DenseLayer layer = projection.getValue();
      Map<String, HostTensor> found = layer.weights(folder, 0);
      List<TensorSpec> names = specs(projection.getKey(), layer.in(), layer.out());
      for (int i = 0; i < names.size(); i++) {
        HostTensor tensor = found.get(layer.specs(0).get(i).name());
        if (tensor != null) {
          weights.put(names.get(i).name(), tensor);
        }
      }
    }
    return weights;
  }

  /** The tensors of a task's projection as the network takes them: the weight, then the bias. */
  static List<TensorSpec> specs(String task, int in, int out) {
    return List.of(
        new TensorSpec(PREFIX + task + ".weight", List.of((long) out, (long) in), Role.LINEAR),
        new TensorSpec(PREFIX + task + ".bias", List.of((long) out), Role.BIAS));
  }

  /** Whether a tensor is part of a projection. */
  static boolean isProjection(String tensor) {
    return tensor.startsWith(PREFIX);
  }

  /** Writes the projections among some tensors. */
  static void write(Path folder, Map<String, HostTensor> tensors, TensorType type)
      throws IOException {
    for (Map.Entry<String, HostTensor> entry : tensors.entrySet()) {
      String name = entry.getKey();
      if (!isProjection(name) || !name.endsWith(".weight")) {
        continue;
      }
      String task = name.substring(PREFIX.length(), name.length() - ".weight".length());
      HostTensor bias = tensors.get(PREFIX + task + ".bias");
      if (bias == null) {
        throw new ModelFormatException("the projection of task " + task + " has no bias");
      }
      long[] shape = entry.getValue().shape();
      String path = FOLDER + "/" + task;
      DenseLayer layer =
          new DenseLayer(
              path, (int) shape[1], (int) shape[0], true, DenseLayer.Activation.IDENTITY);
      Map<String, HostTensor> weights = new HashMap<>();
      weights.put(layer.specs(0).get(0).name(), entry.getValue());
      weights.put(layer.specs(0).get(1).name(), bias);
      layer.write(folder.resolve(path), 0, weights, type);
    }
  }

  private static DenseLayer checked(Path where, DenseLayer layer, int dimension)
      throws ModelFormatException {
    if (layer.in() != dimension || layer.activation() != DenseLayer.Activation.IDENTITY) {
      throw new ModelFormatException(
          "%s: a task's projection takes embeddings of width %d and has no activation, but this takes %d and has %s"
              .formatted(where, dimension, layer.in(), layer.activation()));
    }
    return layer;
  }
}
