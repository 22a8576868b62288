/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.state;

import io.freshet.model.architecture.TensorSpec;
import java.util.Optional;

/**
 * A tensor that a trainer works with.
 *
 * @param task that alone uses it; empty where every task does
 * @param trained whether updates change it: only then has it moments
 */
public record Parameter(TensorSpec spec, Part part, Optional<String> task, boolean trained) {

  /** What a tensor belongs to, in the order in which programs take the parts. */
  enum Part {
    /** The encoder of the folder. */
    NETWORK,
    /** The dense layers of the folder behind the pooling. */
    DENSE,
    /** The projection of a task behind them. */
    PROJECTION,
    /** The head of a language model, which only tasks that predict tokens use. */
    LANGUAGE,
    /** Low-rank additions to linear layers, down and up in turn. */
    ADAPTER;

    /** Whether a sub-batch needs it whose tokens are predicted, or whose texts are embedded. */
    boolean serves(boolean prediction) {
      return switch (this) {
        case NETWORK, ADAPTER -> true;
        case DENSE, PROJECTION -> !prediction;
        case LANGUAGE -> prediction;
      };
    }

    /** Whether products with its matrices are made in the type that the network computes in. */
    boolean narrow() {
      return switch (this) {
        case NETWORK, LANGUAGE, ADAPTER -> true;
        case DENSE, PROJECTION -> false;
      };
    }

    /** Whether every trainer has such tensors where the folder does, whatever its settings. */
    boolean always() {
      return this == NETWORK || this == DENSE;
    }

    /** Whether a model folder holds such tensors, so that frozen ones need no place in a state. */
    boolean inFolder() {
      return this == NETWORK || this == DENSE || this == LANGUAGE;
    }
  }

  String name() {
    return spec.name();
  }
}
