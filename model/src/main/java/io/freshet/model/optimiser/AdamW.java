/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.optimiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.freshet.model.device.Argument;
import io.freshet.model.device.DevicePrograms;
import io.freshet.model.device.Scopes;
import java.util.List;

/**
 * AdamW over the trained weights of one trainer: moments and step counts, and what is done to
 * gradients before and with an update. A weight without a gradient keeps its moments, is not
 * decayed and counts no step. Not thread-safe.
 */
public final class AdamW {
  private final DevicePrograms common;
  private final Settings settings;
  private final List<ParameterGroups.Group> groups;
  private final NDList first;
  private final NDList second;
  private final NDList steps;

  /**
   * The numbers that stay.
   *
   * @param clipNorm global gradient norm at most; 0 for no clip
   */
  public record Settings(
      double beta1, double beta2, double epsilon, double weightDecay, double clipNorm) {}

  /**
   * An optimiser that goes on from moments and step counts, one a trained weight, which it changes.
   *
   * @param steps updates that each weight has had, float32 without dimensions
   */
  public AdamW(
      DevicePrograms common,
      Settings settings,
      List<ParameterGroups.Group> groups,
      NDList first,
      NDList second,
      NDList steps) {
    this.common = common;
    this.settings = settings;
    this.groups = List.copyOf(groups);
    this.first = first;
    this.second = second;
    this.steps = steps;
  }

  /**
   * Scales gradients down, in place, where their norm exceeds the limit.
   *
   * @return the norm of all of them together before that
   */
  public double clip(NDManager scope, Gradients gradients) {
    NDArray limit = Scopes.host(scope).create(settings.clipNorm());
    return common
        .apply(scope, "clip", Argument.of(gradients.sums()), Argument.of(limit))
        .singletonOrThrow()
        .getFloat();
  }

  /**
   * Updates weights and moments in place, one call a group.
   *
   * @param weights all trained ones, by rank
   */
  public void update(NDManager scope, NDList weights, Gradients gradients, double learningRate) {
    NDManager host = Scopes.host(scope);
    for (ParameterGroups.Group group : groups) {
      List<Integer> used =
          group.members().stream().filter(gradients.byRank()::containsKey).toList();
      if (used.isEmpty()) {
        continue;
      }
      NDList rates =
          new NDList(
              host.create(learningRate * group.factor()),
              host.create(settings.beta1()),
              host.create(settings.beta2()),
              host.create(settings.epsilon()));
      common.apply(
          scope,
          "update",
          part(weights, used),
          Argument.of(new NDList(used.stream().map(gradients.byRank()::get).toList())),
          part(first, used),
          part(second, used),
          part(steps, used),
          Argument.of(rates),
          Argument.of(host.create(group.decayed() ? settings.weightDecay() : 0.0)));
    }
  }

  private static Argument part(NDList all, List<Integer> ranks) {
    return Argument.of(new NDList(ranks.stream().map(all::get).toList()));
  }
}
