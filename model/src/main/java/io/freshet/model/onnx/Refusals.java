/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import io.freshet.model.architecture.ModelFormatException;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Graphs that cannot be trained, each with what to do about it. */
final class Refusals {
  private static final Set<String> QUANTISED =
      Set.of(
          "ConvInteger",
          "DequantizeLinear",
          "DynamicQuantizeLinear",
          "DynamicQuantizeLSTM",
          "DynamicQuantizeMatMul",
          "MatMulBnb4",
          "MatMulInteger",
          "MatMulIntegerToFloat",
          "MatMulNBits",
          "QAttention",
          "QEmbedLayerNormalization",
          "QGemm",
          "QLinearMatMul",
          "QuantizeLinear");

  private Refusals() {}

  /**
   * Refuses what no folder can be made of.
   *
   * @param where the graph was read, for messages
   * @throws ModelFormatException that says why, and what to do
   */
  static void check(OnnxGraph graph, String where) throws ModelFormatException {
    refuse(
        operators(graph, node -> QUANTISED.contains(node.operator())),
        where,
        "is quantised (%s): its weights were rounded and cannot be trained; take the model's float32 export, often called model.onnx");
    refuse(
        operators(graph, node -> !node.domain().isEmpty()),
        where,
        "holds operators of an optimised graph (%s); take the export before its optimisation");
    refuse(
        operators(graph, node -> node.is("CumSum")),
        where,
        "counts positions by %s, as RoBERTa does; of ONNX exports only BERT's are supported: take the model's folder with model.safetensors");
    refuse(
        tensors(graph, OnnxTensor::external),
        where,
        "keeps weights in a file of its own (%s); save it as one: onnx.save_model(onnx.load(\"model.onnx\"), \"whole.onnx\")");
    refuse(
        tensors(graph, tensor -> tensor.type().real() && tensor.type() != OnnxType.FLOAT),
        where,
        "holds weights that are not float32 (%s); take the model's float32 export");
  }

  private static void refuse(String what, String where, String why) throws ModelFormatException {
    if (!what.isEmpty()) {
      throw new ModelFormatException(where + " " + why.formatted(what));
    }
  }

  private static String operators(OnnxGraph graph, Predicate<OnnxNode> refused) {
    return graph.nodes().stream()
        .filter(refused)
        .map(OnnxNode::operator)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String tensors(OnnxGraph graph, Predicate<OnnxTensor> refused) {
    return graph.initializers().values().stream()
        .filter(tensor -> tensor.elements() > 1 && refused.test(tensor))
        .limit(3)
        .map(tensor -> "%s is %s".formatted(tensor.name(), tensor.type()))
        .collect(Collectors.joining(", "));
  }
}
