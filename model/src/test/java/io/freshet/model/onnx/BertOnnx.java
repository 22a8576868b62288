/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import io.freshet.model.onnx.OnnxWriter.Node;
import io.freshet.model.onnx.OnnxWriter.Tensor;
import io.freshet.model.tensors.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The ONNX export of a small BERT with the operators that matter, as PyTorch 2 writes it: matrices
 * are transposed and have numbers for names. Tests change it.
 */
final class BertOnnx {
  final List<Node> nodes = new ArrayList<>();
  final Map<String, Tensor> initializers = new LinkedHashMap<>();

  /** Exports weights, by canonical name. */
  static BertOnnx of(Map<String, HostTensor> weights, int layers, int heads, int head) {
    BertOnnx model = new BertOnnx();
    model.initializers.put("embeddings.position_ids", Tensor.of(0, 1, 2));
    weights.forEach(
        (name, tensor) -> {
          if (!name.startsWith("pooler.")) {
            model.initializers.put(name, Tensor.of(tensor.toFloats(), tensor.shape()));
          }
        });
    model.norm("embeddings.LayerNorm");
    for (int layer = 0; layer < layers; layer++) {
      String name = "encoder.layer." + layer + ".";
      model.linear(name + "attention.self.query");
      model.linear(name + "attention.self.key");
      model.linear(name + "attention.self.value");
      String self = path(name + "attention.self");
      model.constant(self + "/Heads", Tensor.of(heads));
      model.constant(self + "/Size", Tensor.of(head));
      model.nodes.add(
          new Node(
              "Concat",
              self + "/Concat",
              List.of("batch", "length", self + "/Heads_output_0", self + "/Size_output_0"),
              self + "/Concat_output_0"));
      model.nodes.add(
          new Node(
              "Reshape",
              self + "/Reshape",
              List.of(self + "/query/Add_output_0", self + "/Concat_output_0"),
              self + "/Reshape_output_0"));
      // The product of attention, of two values that no file holds.
      model.nodes.add(
          new Node("MatMul", self + "/MatMul", List.of("a", "b"), self + "/MatMul_output_0"));
      model.linear(name + "attention.output.dense");
      model.norm(name + "attention.output.LayerNorm");
      model.linear(name + "intermediate.dense");
      String inner = path(name + "intermediate.dense") + "/Add_output_0";
      String act = path(name + "intermediate") + "/act";
      model.nodes.add(new Node("Div", act + "/Div", List.of(inner, "root"), act + "/Div_output_0"));
      model.nodes.add(
          new Node("Erf", act + "/Erf", List.of(act + "/Div_output_0"), act + "/Erf_output_0"));
      model.linear(name + "output.dense");
      model.norm(name + "output.LayerNorm");
    }
    return model;
  }

  private static String path(String module) {
    return "/" + module.replace('.', '/').replace("layer/", "layer.");
  }

  private void constant(String name, Tensor value) {
    nodes.add(new Node("Constant", name, List.of(), name + "_output_0").with("value", value));
  }

  private void linear(String module) {
    String path = path(module);
    Tensor matrix = initializers.remove(module + ".weight");
    String anonymous = "onnx::MatMul_" + (100 + nodes.size());
    initializers.put(anonymous, turned(matrix));
    nodes.add(
        new Node(
            "MatMul",
            path + "/MatMul",
            List.of(path + "/in", anonymous),
            path + "/MatMul_output_0"));
    nodes.add(
        new Node(
            "Add",
            path + "/Add",
            List.of(module + ".bias", path + "/MatMul_output_0"),
            path + "/Add_output_0"));
  }

  private void norm(String module) {
    String path = path(module);
    constant(path + "/Constant_1", Tensor.of(new float[] {1e-12f}));
    nodes.add(
        new Node(
            "Add",
            path + "/Add",
            List.of(path + "/ReduceMean_1_output_0", path + "/Constant_1_output_0"),
            path + "/Add_output_0"));
    nodes.add(
        new Node("Sqrt", path + "/Sqrt", List.of(path + "/Add_output_0"), path + "/Sqrt_output_0"));
    nodes.add(
        new Node(
            "Div",
            path + "/Div",
            List.of(path + "/Sub_output_0", path + "/Sqrt_output_0"),
            path + "/Div_output_0"));
    nodes.add(
        new Node(
            "Mul",
            path + "/Mul",
            List.of(path + "/Div_output_0", module + ".weight"),
            path + "/Mul_output_0"));
  }

  /** A matrix with rows and columns exchanged. */
  static Tensor turned(Tensor matrix) {
    int rows = Math.toIntExact(matrix.sizes().get(0));
    int columns = Math.toIntExact(matrix.sizes().get(1));
    byte[] data = new byte[matrix.data().length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        System.arraycopy(
            matrix.data(), 4 * (row * columns + column), data, 4 * (column * rows + row), 4);
      }
    }
    return new Tensor(matrix.type(), List.of((long) columns, (long) rows), data, matrix.form());
  }

  /** Changes every node of an operator. */
  void change(String operator, UnaryOperator<Node> change) {
    nodes.replaceAll(node -> node.operator().equals(operator) ? change.apply(node) : node);
  }

  /** The name of the matrix that a node takes. */
  String matrixOf(String nodeName) {
    return nodes.stream()
        .filter(node -> node.name().equals(nodeName))
        .findFirst()
        .orElseThrow()
        .inputs()
        .get(1);
  }

  Path write(Path file) throws IOException {
    return Files.write(file, OnnxWriter.model(nodes, initializers));
  }
}
