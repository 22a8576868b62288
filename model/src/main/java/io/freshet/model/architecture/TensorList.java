/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import io.freshet.model.architecture.TensorSpec.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the tensors of a network in the order in which its program takes them. Not thread-safe.
 */
public final class TensorList {
  private final List<TensorSpec> tensors = new ArrayList<>();
  private final List<Long> layers = new ArrayList<>();

  /** An empty list. */
  public TensorList() {}

  /** Adds a table of rows, {@code name.weight}. */
  public TensorList embedding(String name, long rows, long width) {
    return add(name + ".weight", Role.EMBEDDING, rows, width);
  }

  /** Adds a matrix, {@code name.weight}. */
  public TensorList linear(String name, long out, long in) {
    return add(name + ".weight", Role.LINEAR, out, in);
  }

  /** Adds {@code name.bias}. */
  public TensorList bias(String name, long width) {
    return add(name + ".bias", Role.BIAS, width);
  }

  /** Adds a matrix and its bias. */
  public TensorList affine(String name, long out, long in) {
    return linear(name, out, in).bias(name, out);
  }

  /** Adds a matrix, and its bias where it has one. */
  public TensorList affine(String name, long out, long in, boolean biased) {
    return biased ? affine(name, out, in) : linear(name, out, in);
  }

  /** Adds a scale, {@code name.weight}. */
  public TensorList scale(String name, long width) {
    return add(name + ".weight", Role.NORM, width);
  }

  /** Adds a scale and its bias. */
  public TensorList norm(String name, long width) {
    return scale(name, width).bias(name, width);
  }

  /** Adds a scale, and its bias where it has one. */
  public TensorList norm(String name, long width, boolean biased) {
    return biased ? norm(name, width) : scale(name, width);
  }

  /** Adds all of another list. */
  public TensorList add(TensorList others) {
    tensors.addAll(others.tensors);
    return this;
  }

  /** Says that the next layer's tensors begin here; after the last layer, that they end. */
  public TensorList mark() {
    layers.add((long) tensors.size());
    return this;
  }

  /** The tensors in order. */
  public List<TensorSpec> tensors() {
    return List.copyOf(tensors);
  }

  /** Where each layer's tensors begin, and where those of the last one end. */
  public List<Long> layers() {
    return List.copyOf(layers);
  }

  private TensorList add(String name, Role role, Long... sizes) {
    tensors.add(new TensorSpec(name, List.of(sizes), role));
    return this;
  }
}
