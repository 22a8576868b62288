/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.optimiser;

import io.freshet.model.architecture.TensorPattern;
import io.freshet.model.architecture.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tensors that are updated with the same numbers: the fused update takes one learning rate and one
 * decay for all of its tensors.
 */
public final class ParameterGroups {
  private ParameterGroups() {}

  /**
   * A group.
   *
   * @param decayed whether weight decay applies
   * @param factor of the learning rate
   * @param members places of the tensors
   */
  public record Group(boolean decayed, double factor, List<Integer> members) {
    public Group {
      members = List.copyOf(members);
    }
  }

  private record Key(boolean decayed, double factor) {}

  /**
   * Groups tensors by role, which decides the decay, and name, which decides the learning rate.
   *
   * @param factors of the learning rate by pattern of the name; the first that matches counts
   */
  public static List<Group> of(List<TensorSpec> tensors, Map<String, Double> factors) {
    Map<Key, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < tensors.size(); i++) {
      TensorSpec tensor = tensors.get(i);
      Key key = new Key(decayed(tensor.role()), factor(tensor.name(), factors));
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
    }
    return groups.entrySet().stream()
        .map(e -> new Group(e.getKey().decayed(), e.getKey().factor(), e.getValue()))
        .toList();
  }

  private static boolean decayed(TensorSpec.Role role) {
    return switch (role) {
      case EMBEDDING, LINEAR -> true;
      case BIAS, NORM -> false;
    };
  }

  private static double factor(String name, Map<String, Double> factors) {
    return factors.entrySet().stream()
        .filter(entry -> new TensorPattern(entry.getKey()).matches(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(1.0);
  }
}
