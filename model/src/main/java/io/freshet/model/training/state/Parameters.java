/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.training.state;

import io.freshet.model.architecture.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * All tensors that a trainer works with, in the order in which programs take them. A tensor's
 * <em>place</em> is its index here; its <em>rank</em> is its index among the trained ones, which
 * alone have moments. Immutable.
 */
public final class Parameters {
  private final List<Parameter> all;
  private final List<Integer> trained;

  /**
   * Parameters in order.
   *
   * @throws IllegalArgumentException on a name that stands twice, or parts out of order
   */
  Parameters(List<Parameter> all) {
    this.all = List.copyOf(all);
    this.trained =
        IntStream.range(0, all.size()).filter(i -> all.get(i).trained()).boxed().toList();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < all.size(); i++) {
      if (!names.add(all.get(i).name())) {
        throw new IllegalArgumentException("two parameters are called " + all.get(i).name());
      }
      if (i > 0 && all.get(i).part().compareTo(all.get(i - 1).part()) < 0) {
        throw new IllegalArgumentException(all.get(i).name() + " stands behind a later part");
      }
    }
  }

  List<Parameter> all() {
    return all;
  }

  /** Places of the trained tensors; the index in this list is a tensor's rank. */
  public List<Integer> trained() {
    return trained;
  }

  /** What the trained tensors are, by rank. */
  public List<TensorSpec> trainedSpecs() {
    return trained.stream().map(place -> all.get(place).spec()).toList();
  }

  /**
   * The tensors that a sub-batch of a task uses to embed texts: everybody's and the task's own.
   *
   * @throws IllegalStateException where none of them is trained
   */
  public Selection select(String task) {
    return select(task, false);
  }

  /** The tensors that a sub-batch of a task uses to predict tokens. */
  public Selection selectToPredict(String task) {
    return select(task, true);
  }

  private Selection select(String task, boolean prediction) {
    List<Integer> places = new ArrayList<>();
    List<Integer> ranks = new ArrayList<>();
    int rank = 0;
    for (int place = 0; place < all.size(); place++) {
      Parameter parameter = all.get(place);
      boolean used =
          parameter.part().serves(prediction) && parameter.task().map(task::equals).orElse(true);
      if (used) {
        places.add(place);
        if (parameter.trained()) {
          ranks.add(rank);
        }
      }
      rank += parameter.trained() ? 1 : 0;
    }
    if (ranks.isEmpty()) {
      throw new IllegalStateException("task " + task + " has nothing to train: all is frozen");
    }
    return new Selection(places, ranks);
  }

  /**
   * Tensors that a sub-batch uses.
   *
   * @param places in the order in which programs take the tensors
   * @param ranks of those that are trained, in the order in which programs return gradients
   */
  public record Selection(List<Integer> places, List<Integer> ranks) {
    public Selection {
      places = List.copyOf(places);
      ranks = List.copyOf(ranks);
    }
  }
}
