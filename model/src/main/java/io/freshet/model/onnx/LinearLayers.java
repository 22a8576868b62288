/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import io.freshet.model.architecture.ModelFormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the linear layers of a graph: each multiplication by a matrix of the file. Exporters store
 * most of these matrices transposed and under numbers. What a matrix is called follows from the
 * graph alone: its own name, the name of the bias that is added to the product, and the path in the
 * name of the node; those that are there must agree. How it lies follows from the operator.
 */
final class LinearLayers {
  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";

  private final OnnxGraph graph;
  private final String prefix;
  private final String where;

  private LinearLayers(OnnxGraph graph, String prefix, String where) {
    this.graph = graph;
    this.prefix = prefix;
    this.where = where;
  }

  /**
   * Finds the layers, by module.
   *
   * @param prefix of the names of the network's tensors in the file, which modules go without
   * @param where the graph was read, for messages
   * @throws ModelFormatException where a matrix has no name, or two, or shares its name
   */
  static Map<String, LinearLayer> of(OnnxGraph graph, String prefix, String where)
      throws ModelFormatException {
    LinearLayers layers = new LinearLayers(graph, prefix, where);
    Map<String, LinearLayer> found = new LinkedHashMap<>();
    for (OnnxNode node : graph.nodes()) {
      Optional<LinearLayer> layer = layers.at(node);
      if (layer.isPresent()) {
        LinearLayer other = found.put(layer.get().module(), layer.get());
        if (other != null) {
          throw new ModelFormatException(
              "%s: the matrices %s and %s both belong to %s"
                  .formatted(
                      where, other.initializer(), layer.get().initializer(), layer.get().module()));
        }
      }
    }
    return found;
  }

  /** A matrix of the file as a node takes it. */
  private record Matrix(String initializer, OnnxTensor tensor, boolean inByOut) {
    Matrix turned() {
      return new Matrix(initializer, tensor, !inByOut);
    }
  }

  private Optional<LinearLayer> at(OnnxNode node) throws ModelFormatException {
    Optional<Matrix> matrix =
        switch (node.operator()) {
          case "MatMul" -> matrix(node.input(1));
          case "Gemm" ->
              node.whole("transB", 0) == 0
                  ? matrix(node.input(1))
                  : matrix(node.input(1)).map(Matrix::turned);
          default -> Optional.empty();
        };
    if (matrix.isEmpty()) {
      return Optional.empty();
    }
    Optional<OnnxNode> addition = addition(node);
    String bias =
        node.is("Gemm") ? node.input(2) : addition.map(a -> biasOf(a).orElse("")).orElse("");
    return Optional.of(
        new LinearLayer(
            module(node, matrix.get(), bias),
            matrix.get().initializer(),
            matrix.get().tensor(),
            matrix.get().inByOut(),
            addition.map(OnnxNode::output).orElse(node.output())));
  }

  private Optional<Matrix> matrix(String value) {
    OnnxTensor tensor = graph.initializers().get(value);
    if (tensor != null) {
      return tensor.sizes().size() == 2
          ? Optional.of(new Matrix(value, tensor, true))
          : Optional.empty();
    }
    return graph
        .maker(value, "Transpose")
        .flatMap(node -> matrix(node.input(0)))
        .map(Matrix::turned);
  }

  /** The node that adds a bias to a product. */
  private Optional<OnnxNode> addition(OnnxNode product) {
    return graph.takers(product.output()).stream()
        .filter(node -> node.is("Add") && biasOf(node).isPresent())
        .findFirst();
  }

  /** The vector of the file that a node adds. */
  private Optional<String> biasOf(OnnxNode addition) {
    return addition.inputs().stream()
        .filter(
            value -> {
              OnnxTensor tensor = graph.initializers().get(value);
              return tensor != null && tensor.sizes().size() == 1;
            })
        .findFirst();
  }

  private String module(OnnxNode node, Matrix matrix, String bias) throws ModelFormatException {
    Optional<String> own = without(WEIGHT, matrix.initializer());
    // A bias that several layers share, being equal, is called after one of them.
    Optional<String> ofBias =
        graph.takers(bias).size() == 1 ? without(BIAS, bias) : Optional.empty();
    List<String> names = new ArrayList<>();
    Stream.of(own, ofBias, node.module())
        .flatMap(Optional::stream)
        .map(name -> name.startsWith(prefix) ? name.substring(prefix.length()) : name)
        .distinct()
        .forEach(names::add);
    if (names.isEmpty()) {
      throw new ModelFormatException(
          "%s: nothing tells which layer the matrix %s belongs to: it has no name of its own, no bias"
                  .formatted(where, matrix.initializer())
              + " with one follows, and the node '%s' has no path; export the model again with PyTorch 2"
                  .formatted(node.name()));
    }
    if (names.size() > 1) {
      throw new ModelFormatException(
          "%s: the matrix %s belongs to one layer by its name or bias and to another by its node: %s"
              .formatted(
                  where,
                  matrix.initializer(),
                  names.stream().collect(Collectors.joining(" and "))));
    }
    return names.get(0);
  }

  private static Optional<String> without(String ending, String name) {
    return name.endsWith(ending)
        ? Optional.of(name.substring(0, name.length() - ending.length()))
        : Optional.empty();
  }
}
