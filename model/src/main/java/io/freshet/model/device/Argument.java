/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.device;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Map;

/**
 * An argument of a device program. Only tensors pass: numbers go as tensors of no dimensions. No
 * tensor may stand twice in one call.
 *
 * @param keys of a dictionary, one a tensor; empty otherwise
 */
public record Argument(Kind kind, List<String> keys, NDList tensors) {

  /** What a program sees. */
  public enum Kind {
    /** A {@code Tensor}. */
    TENSOR,
    /** A {@code List[Tensor]}. */
    LIST,
    /** A {@code Dict[str, Tensor]}. */
    DICTIONARY
  }

  /**
   * Checks that there is something to pass: the engine drops what is empty.
   *
   * @throws IllegalArgumentException on no tensors
   */
  public Argument {
    keys = List.copyOf(keys);
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("an empty list cannot be passed to a device program");
    }
  }

  /** One tensor. */
  public static Argument of(NDArray tensor) {
    return new Argument(Kind.TENSOR, List.of(), new NDList(tensor));
  }

  /** A list of tensors. */
  public static Argument of(NDList tensors) {
    return new Argument(Kind.LIST, List.of(), tensors);
  }

  /** Tensors by name. */
  public static Argument of(Map<String, NDArray> tensors) {
    List<String> keys = tensors.keySet().stream().sorted().toList();
    return new Argument(
        Kind.DICTIONARY, keys, new NDList(keys.stream().map(tensors::get).toList()));
  }
}
