/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operation of the graph.
 *
 * @param name as the exporter chose it, such as {@code /encoder/layer.0/output/dense/MatMul}
 * @param domain of the operator, empty for ONNX's own
 * @param inputs names of the values that go in; an input that is left out is empty
 */
record OnnxNode(
    String name,
    String domain,
    String operator,
    List<String> inputs,
    List<String> outputs,
    Map<String, OnnxAttribute> attributes) {

  OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Map.copyOf(attributes);
  }

  /** Tells whether the operator is called so. */
  boolean is(String wanted) {
    return operator.equals(wanted);
  }

  /** An input, empty where there is none. */
  String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  /** The only output that matters of the operators here. */
  String output() {
    return outputs.isEmpty() ? "" : outputs.get(0);
  }

  /** An attribute that is a whole number, or what it is where the node does not say it. */
  long whole(String attribute, long otherwise) {
    return attributes.get(attribute) instanceof OnnxAttribute.Whole whole
        ? whole.value()
        : otherwise;
  }

  /** The module that the node belongs to, where its name is a path: dots between the parts. */
  Optional<String> module() {
    int end = name.lastIndexOf('/');
    return name.startsWith("/") && end > 0
        ? Optional.of(name.substring(1, end).replace('/', '.'))
        : Optional.empty();
  }
}
