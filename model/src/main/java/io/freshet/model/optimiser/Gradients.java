/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.optimiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.device.Argument;
import io.freshet.model.device.DevicePrograms;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The gradients of a step: those of its sub-batches added up, tensor by tensor. A tensor that no
 * sub-batch used has none. Not thread-safe.
 */
public final class Gradients {
  private final DevicePrograms common;
  private final NDManager scope;
  private final NavigableMap<Integer, NDArray> sums = new TreeMap<>();

  /**
   * No gradients yet.
   *
   * @param scope owns the sums
   */
  public Gradients(DevicePrograms common, NDManager scope) {
    this.common = common;
    this.scope = scope;
  }

  /**
   * Adds the gradients of a sub-batch; the first ones of a tensor become its sum.
   *
   * @param ranks of the tensors among the trained ones, ascending, one a gradient
   * @throws IllegalArgumentException where there are more or fewer gradients than tensors
   */
  public void add(List<Integer> ranks, NDList gradients) {
    if (ranks.size() != gradients.size()) {
      throw new IllegalArgumentException(
          "%d gradients of %d tensors".formatted(gradients.size(), ranks.size()));
    }
    NDList before = new NDList();
    NDList more = new NDList();
    for (int i = 0; i < ranks.size(); i++) {
      NDArray sum = sums.get(ranks.get(i));
      if (sum == null) {
        gradients.get(i).attach(scope);
        sums.put(ranks.get(i), gradients.get(i));
      } else {
        before.add(sum);
        more.add(gradients.get(i));
      }
    }
    if (!before.isEmpty()) {
      try (NDManager inner = scope.newSubManager()) {
        common.apply(inner, "add", Argument.of(before), Argument.of(more));
      }
    }
  }

  /** Adds the gradients of other sub-batches, which belong to this afterwards. */
  public void add(Gradients other) {
    add(List.copyOf(other.sums.keySet()), other.sums());
  }

  /** Whether no sub-batch gave any. */
  public boolean isEmpty() {
    return sums.isEmpty();
  }

  /** The sums, by ascending rank. */
  public NDList sums() {
    return new NDList(sums.values());
  }

  /** The sums by rank. */
  NavigableMap<Integer, NDArray> byRank() {
    return sums;
  }
}
