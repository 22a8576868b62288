/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.folder;

import io.freshet.model.architecture.Architecture;
import io.freshet.model.architecture.ModelFormatException;
import io.freshet.model.architecture.TensorSpec;
import io.freshet.model.tensors.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All tensors of a folder, wherever its files hold them: those of the network and of the dense
 * layers behind it, which make an embedding; those of tasks' projections; and those that no
 * embedding needs.
 *
 * @param transformer where the network's files lie
 */
record FolderWeights(
    Path folder,
    Path transformer,
    Architecture architecture,
    List<DenseLayer> dense,
    ProjectionLayers projections) {
  FolderWeights {
    dense = List.copyOf(dense);
  }

  /** The tensors of a folder that is described so. */
  static FolderWeights of(FolderDescription folder) {
    return new FolderWeights(
        folder.path(),
        folder.transformer(),
        folder.architecture(),
        folder.sentence().modules().dense(),
        folder.projections());
  }

  /** The tensors of the dense layers, a weight and a bias each. */
  List<TensorSpec> denseTensors() {
    List<TensorSpec> specs = new ArrayList<>();
    for (int i = 0; i < dense.size(); i++) {
      specs.addAll(dense.get(i).specs(i));
    }
    return List.copyOf(specs);
  }

  /** The tensors that make an embedding: the encoder's, then the dense layers'. */
  List<TensorSpec> network() {
    return Stream.concat(architecture.tensors().stream(), denseTensors().stream()).toList();
  }

  /** Whether a tensor takes part in embeddings, be it those of a single task. */
  boolean embeds(String tensor) {
    return needed().contains(tensor) || ProjectionLayers.isProjection(tensor);
  }

  /**
   * Maps all of them into memory, in the types of the files.
   *
   * @throws ModelFormatException if a tensor is missing, left over or has another shape
   */
  Map<String, HostTensor> read() throws IOException {
    Map<String, HostTensor> all = new LinkedHashMap<>(inFiles().tensors());
    all.putAll(projections.weights(folder));
    return Collections.unmodifiableMap(all);
  }

  /**
   * Of weights that this folder might have, those that change an embedding.
   *
   * @throws ModelFormatException if a tensor is missing, left over or has another shape
   */
  SortedMap<String, HostTensor> effective(Map<String, HostTensor> weights)
      throws ModelFormatException {
    SortedMap<String, HostTensor> used = new TreeMap<>(checked(withoutProjections(weights)));
    used.keySet().retainAll(needed());
    used.putAll(projectionsOf(weights));
    return used;
  }

  /**
   * Weights of a whole folder.
   *
   * @param all by canonical name
   * @param transformer those of the network's files, by their names there
   * @param dense those of the dense layers and projections, by canonical name
   */
  record Complete(
      Map<String, HostTensor> all,
      Map<String, HostTensor> transformer,
      Map<String, HostTensor> dense) {}

  /**
   * Puts what this folder holds and new weights do not beside them: projections of other tasks, and
   * what no embedding needs, where a head that is tied to the word embeddings follows the new ones.
   */
  Complete completed(Map<String, HostTensor> weights) throws IOException {
    Weights before = inFiles();
    Map<String, HostTensor> all =
        new LinkedHashMap<>(
            checked(
                before.completed(
                    withoutProjections(weights), needed(), architecture.tensors().get(0))));
    all.putAll(projections.weights(folder));
    all.putAll(projectionsOf(weights));
    Map<String, HostTensor> dense = new LinkedHashMap<>(all);
    Set<String> layers =
        denseTensors().stream().map(TensorSpec::name).collect(Collectors.toUnmodifiableSet());
    dense.keySet().removeIf(name -> !layers.contains(name) && !ProjectionLayers.isProjection(name));
    Map<String, HostTensor> transformer = new LinkedHashMap<>();
    all.forEach(
        (name, tensor) -> {
          if (!dense.containsKey(name)) {
            transformer.put(before.fileName(name), tensor);
          }
        });
    return new Complete(all, transformer, dense);
  }

  private Weights inFiles() throws IOException {
    Map<String, HostTensor> ofDense = new HashMap<>();
    for (int i = 0; i < dense.size(); i++) {
      ofDense.putAll(dense.get(i).weights(folder, i));
    }
    return Weights.read(transformer, architecture, denseTensors(), ofDense);
  }

  private Map<String, HostTensor> checked(Map<String, HostTensor> weights)
      throws ModelFormatException {
    return Weights.checked(folder, architecture, denseTensors(), weights);
  }

  /** Names of the tensors that make an embedding. */
  private Set<String> needed() {
    return network().stream().map(TensorSpec::name).collect(Collectors.toUnmodifiableSet());
  }

  private static Map<String, HostTensor> projectionsOf(Map<String, HostTensor> weights) {
    Map<String, HostTensor> projections = new LinkedHashMap<>(weights);
    projections.keySet().removeIf(name -> !ProjectionLayers.isProjection(name));
    return projections;
  }

  private static Map<String, HostTensor> withoutProjections(Map<String, HostTensor> weights) {
    Map<String, HostTensor> rest = new LinkedHashMap<>(weights);
    rest.keySet().removeIf(ProjectionLayers::isProjection);
    return rest;
  }
}
