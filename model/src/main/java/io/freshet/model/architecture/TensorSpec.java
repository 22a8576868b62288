/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import java.util.List;

/**
 * A tensor that a network takes.
 *
 * @param name canonical: Hugging Face's name without the prefix of a model with a head
 * @param sizes of its dimensions
 */
public record TensorSpec(String name, List<Long> sizes, Role role) {

  /** What a tensor does in the network. */
  public enum Role {
    /** Rows that are looked up. */
    EMBEDDING,
    /** The matrix of a linear layer, [out, in]; it may carry an adapter. */
    LINEAR,
    /** Added after a linear layer or a normalisation. */
    BIAS,
    /** The scale of a normalisation. */
    NORM
  }

  /** Copies the sizes. */
  public TensorSpec {
    sizes = List.copyOf(sizes);
  }
}
