/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Model folders from ONNX exports. The file is read as messages of protocol buffers, of which only
 * the fields are kept that tell weights and their places; tensors stay in the mapped file. A weight
 * without a name of its own gets it from the edges of the graph.
 */
@NullMarked
package io.freshet.model.onnx;

import org.jspecify.annotations.NullMarked;
