/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.onnx;

import java.util.List;

/** The value of a node's attribute, of the kinds that an import asks for. */
sealed interface OnnxAttribute {

  /** A whole number. */
  record Whole(long value) implements OnnxAttribute {}

  /** A float. */
  record Real(float value) implements OnnxAttribute {}

  /** A text. */
  record Text(String value) implements OnnxAttribute {}

  /** Whole numbers. */
  record Wholes(List<Long> values) implements OnnxAttribute {
    /** Copies the numbers. */
    public Wholes {
      values = List.copyOf(values);
    }
  }

  /** A tensor. */
  record Tensor(OnnxTensor value) implements OnnxAttribute {}
}
