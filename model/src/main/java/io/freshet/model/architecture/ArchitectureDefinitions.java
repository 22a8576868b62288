/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.architecture;

import io.freshet.model.program.Installed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The architectures that there are, in the order of their names, whatever order providers came in.
 * Immutable.
 */
public final class ArchitectureDefinitions {
  private static final Installed<ArchitectureDefinitions> INSTALLED =
      Installed.of(ArchitectureProvider.class, ArchitectureDefinitions::of);

  private final Map<String, ArchitectureDefinition> byType;

  private ArchitectureDefinitions(Map<String, ArchitectureDefinition> byType) {
    this.byType = new TreeMap<>(byType);
  }

  /**
   * The architectures of all providers on the class path.
   *
   * @throws IllegalStateException where a provider cannot be used, or two contradict each other
   */
  public static ArchitectureDefinitions installed() {
    return INSTALLED.get();
  }

  /**
   * The architectures of some providers.
   *
   * @throws IllegalArgumentException where two bring the same {@code model_type}; the message names
   *     both
   */
  static ArchitectureDefinitions of(List<ArchitectureProvider> providers) {
    Map<String, ArchitectureDefinition> byType = new HashMap<>();
    Map<String, ArchitectureProvider> owners = new HashMap<>();
    for (ArchitectureProvider provider : providers) {
      for (ArchitectureDefinition definition : provider.architectures()) {
        String type = definition.modelType();
        ArchitectureProvider other = owners.putIfAbsent(type, provider);
        if (other != null) {
          throw new IllegalArgumentException(
              "the architecture %s is defined twice: by %s and by %s"
                  .formatted(type, other.getClass().getName(), provider.getClass().getName()));
        }
        byType.put(type, definition);
      }
    }
    return new ArchitectureDefinitions(byType);
  }

  /** The values of {@code model_type} that there are. */
  public List<String> modelTypes() {
    return List.copyOf(byType.keySet());
  }

  /** An architecture by its {@code model_type}. */
  public Optional<ArchitectureDefinition> find(String modelType) {
    return Optional.ofNullable(byType.get(modelType));
  }
}
