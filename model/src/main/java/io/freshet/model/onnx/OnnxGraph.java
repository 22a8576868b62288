/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The graph of an ONNX file, and who makes and takes each of its values. Immutable. */
final class OnnxGraph {
  private final List<OnnxNode> nodes;
  private final Map<String, OnnxTensor> initializers;
  private final Map<String, OnnxNode> makers = new HashMap<>();
  private final Map<String, List<OnnxNode>> takers = new HashMap<>();

  /**
   * A graph. An initialiser that another name stands for too, by the operator {@code Identity},
   * which exporters use for equal tensors, is found under both.
   */
  OnnxGraph(List<OnnxNode> nodes, List<OnnxTensor> initializers) {
    this.nodes = List.copyOf(nodes);
    Map<String, OnnxTensor> byName = new LinkedHashMap<>();
    initializers.forEach(tensor -> byName.put(tensor.name(), tensor));
    for (OnnxNode node : nodes) {
      node.outputs().forEach(value -> makers.put(value, node));
      node.inputs().stream()
          .distinct()
          .forEach(value -> takers.computeIfAbsent(value, v -> new ArrayList<>()).add(node));
      OnnxTensor same = byName.get(node.input(0));
      if (node.is("Identity") && same != null) {
        byName.put(node.output(), same);
      }
    }
    this.initializers = Collections.unmodifiableMap(byName);
  }

  /** All nodes, in the order of the file. */
  List<OnnxNode> nodes() {
    return nodes;
  }

  /** The tensors that the file holds, by name, in its order. */
  Map<String, OnnxTensor> initializers() {
    return initializers;
  }

  /** The node that makes a value; none for inputs and initialisers. */
  Optional<OnnxNode> maker(String value) {
    return Optional.ofNullable(makers.get(value));
  }

  /** The node that makes a value, where it is one of an operator. */
  Optional<OnnxNode> maker(String value, String operator) {
    return maker(value).filter(node -> node.is(operator));
  }

  /** The nodes that take a value. */
  List<OnnxNode> takers(String value) {
    return takers.getOrDefault(value, List.of());
  }

  /** A value that is the same for every text: an initialiser, or what a {@code Constant} holds. */
  Optional<OnnxTensor> constant(String value) {
    OnnxTensor initializer = initializers.get(value);
    if (initializer != null) {
      return Optional.of(initializer);
    }
    return maker(value, "Constant")
        .map(node -> node.attributes().get("value"))
        .flatMap(
            held ->
                held instanceof OnnxAttribute.Tensor tensor
                    ? Optional.of(tensor.value())
                    : Optional.empty());
  }
}
