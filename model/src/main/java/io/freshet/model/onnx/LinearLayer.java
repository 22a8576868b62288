/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

/**
 * A linear layer of the graph.
 *
 * @param module its name in the network, such as {@code encoder.layer.0.output.dense}
 * @param initializer name of its matrix in the file
 * @param matrix its matrix
 * @param inByOut whether the matrix lies as [in, out], as {@code MatMul} takes it, and not as [out,
 *     in], as model folders keep it
 * @param output value behind the bias
 */
record LinearLayer(
    String module, String initializer, OnnxTensor matrix, boolean inByOut, String output) {}
