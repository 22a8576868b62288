/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads settings of a BERT out of its graph that no tensor's shape tells. Stateless. */
final class GraphSettings {
  private static final double ONNX_EPSILON = 1e-5;

  private final OnnxGraph graph;
  private final Map<String, LinearLayer> layers;

  /**
   * The settings of a graph.
   *
   * @param layers its linear layers by module
   */
  GraphSettings(OnnxGraph graph, Map<String, LinearLayer> layers) {
    this.graph = graph;
    this.layers = layers;
  }

  /** The heads of the attention: the constants by which the queries are divided. */
  Optional<Integer> heads(long width) {
    Set<Integer> found = new TreeSet<>();
    for (LinearLayer layer : layers.values()) {
      if (layer.module().endsWith(".attention.self.query")) {
        graph.takers(layer.output()).stream()
            .filter(node -> node.is("Reshape"))
            .findFirst()
            .flatMap(node -> heads(width, node.input(1)))
            .ifPresent(found::add);
      }
    }
    return only(found);
  }

  /** The heads by the last two sizes of a new shape, [.., heads, size of a head]. */
  private Optional<Integer> heads(long width, String shape) {
    Optional<OnnxNode> parts = graph.maker(shape, "Concat");
    List<Long> sizes =
        parts.isPresent()
            ? parts.get().inputs().stream().map(this::size).toList()
            : graph.constant(shape).map(OnnxTensor::wholes).orElse(List.of());
    if (sizes.size() < 2) {
      return Optional.empty();
    }
    long head = sizes.get(sizes.size() - 1);
    long heads = sizes.get(sizes.size() - 2);
    // One of the two may be left to the operator, as -1.
    if (head > 0 && width % head == 0 && (heads < 0 || heads * head == width)) {
      return Optional.of(Math.toIntExact(width / head));
    }
    return heads > 0 && head < 0 && width % heads == 0
        ? Optional.of(Math.toIntExact(heads))
        : Optional.empty();
  }

  /** A constant that is one whole number, or -1. */
  private long size(String value) {
    List<Long> sizes = graph.constant(value).map(OnnxTensor::wholes).orElse(List.of());
    return sizes.size() == 1 ? sizes.get(0) : -1;
  }

  /** What the normalisations add to the variance. */
  Optional<Double> epsilon() {
    Set<Double> found = new TreeSet<>();
    for (String name : graph.initializers().keySet()) {
      if (name.endsWith("LayerNorm.weight")) {
        graph.takers(name).forEach(node -> epsilon(node).ifPresent(found::add));
      }
    }
    return only(found);
  }

  private Optional<Double> epsilon(OnnxNode scaling) {
    if (scaling.is("LayerNormalization")) {
      return Optional.of(
          scaling.attributes().get("epsilon") instanceof OnnxAttribute.Real epsilon
              ? OnnxTensor.shortest(epsilon.value())
              : ONNX_EPSILON);
    }
    for (String factor : scaling.inputs()) {
      Optional<OnnxNode> sum =
          graph
              .maker(factor, "Div")
              .flatMap(quotient -> graph.maker(quotient.input(1), "Sqrt"))
              .flatMap(root -> graph.maker(root.input(0), "Add"));
      if (sum.isPresent()) {
        return sum.get().inputs().stream()
            .flatMap(value -> graph.constant(value).stream())
            .flatMapToDouble(tensor -> tensor.real().stream())
            .boxed()
            .findFirst();
      }
    }
    return Optional.empty();
  }

  /** The activation between the two matrices behind the attention, as config.json calls it. */
  Optional<String> activation() {
    Set<String> found = new TreeSet<>();
    for (LinearLayer layer : layers.values()) {
      if (layer.module().endsWith(".intermediate.dense")) {
        activation(layer.output()).ifPresent(found::add);
      }
    }
    return only(found);
  }

  private Optional<String> activation(String inner) {
    Set<String> first = new HashSet<>();
    for (OnnxNode node : graph.takers(inner)) {
      if (node.is("Gelu")) {
        boolean tanh =
            node.attributes().get("approximate") instanceof OnnxAttribute.Text text
                && text.value().equals("tanh");
        return Optional.of(tanh ? "gelu_new" : "gelu");
      }
      first.add(node.operator());
    }
    if (first.contains("Relu")) {
      return Optional.of("relu");
    }
    // In the quick GELU a factor comes first, so that it is none of these.
    if (first.contains("Sigmoid")) {
      return Optional.of("silu");
    }
    Set<String> all = operatorsBefore(inner);
    if (all.contains("Erf")) {
      return Optional.of("gelu");
    }
    return all.contains("Tanh") && all.contains("Mul") && !first.contains("Tanh")
        ? Optional.of("gelu_new")
        : Optional.empty();
  }

  /** The operators between a value and the next linear layers. */
  private Set<String> operatorsBefore(String value) {
    Set<String> operators = new HashSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(value));
    while (!open.isEmpty()) {
      String next = open.remove();
      for (OnnxNode node : graph.takers(next)) {
        if (!node.is("MatMul") && !node.is("Gemm") && seen.add(node.output())) {
          operators.add(node.operator());
          open.add(node.output());
        }
      }
    }
    return operators;
  }

  /** What all layers agree on. */
  private static <T> Optional<T> only(Set<T> found) {
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }
}
