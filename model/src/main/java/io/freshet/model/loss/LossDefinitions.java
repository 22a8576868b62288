/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.model.loss;

import io.freshet.model.program.Installed;
import io.freshet.model.program.ProgramSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The losses that there are, in the order of their names, whatever order providers came in.
 * Immutable.
 */
public final class LossDefinitions {
  /** Name of the source that calls the function of a term's loss. */
  public static final String DISPATCH = "losses_dispatch";

  private static final Installed<LossDefinitions> INSTALLED =
      Installed.of(LossProvider.class, LossDefinitions::of);

  private final Map<String, LossDefinition> byName = new LinkedHashMap<>();
  private final List<LossDefinition> programs;

  private LossDefinitions(List<LossDefinition> definitions) {
    definitions.stream()
        .sorted(Comparator.comparing(LossDefinition::name))
        .forEach(each -> byName.put(each.name(), each));
    this.programs = byName.values().stream().filter(each -> each.program().isPresent()).toList();
  }

  /**
   * The losses of all providers on the class path.
   *
   * @throws IllegalStateException where a provider cannot be used, or two contradict each other
   */
  public static LossDefinitions installed() {
    return INSTALLED.get();
  }

  /**
   * The losses of some providers.
   *
   * @throws IllegalArgumentException where two bring a loss of the same name, or another source of
   *     the same name; the message names both
   */
  static LossDefinitions of(List<LossProvider> providers) {
    Map<String, LossProvider> owners = new LinkedHashMap<>();
    List<LossDefinition> all = new ArrayList<>();
    for (LossProvider provider : providers) {
      for (LossDefinition definition : provider.losses()) {
        LossProvider other = owners.putIfAbsent(definition.name(), provider);
        if (other != null) {
          throw new IllegalArgumentException(
              "the loss %s is defined twice: by %s and by %s"
                  .formatted(
                      definition.name(),
                      other.getClass().getName(),
                      provider.getClass().getName()));
        }
        all.add(definition);
      }
    }
    LossDefinitions together = new LossDefinitions(all);
    together.refuseSourcesOfOneName();
    return together;
  }

  private void refuseSourcesOfOneName() {
    Map<String, LossDefinition> owners = new LinkedHashMap<>();
    for (LossDefinition definition : programs) {
      ProgramSource source = program(definition).source();
      LossDefinition other = owners.putIfAbsent(source.name(), definition);
      if (other != null && !program(other).source().equals(source)) {
        throw new IllegalArgumentException(
            "the losses %s and %s have different sources of the name %s"
                .formatted(other.name(), definition.name(), source));
      }
    }
  }

  /** All of them. */
  public List<LossDefinition> all() {
    return List.copyOf(byName.values());
  }

  /** Their names. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** A loss by its name. */
  public Optional<LossDefinition> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The number by which the programs know a loss on embeddings.
   *
   * @throws IllegalArgumentException on a loss that is none of these or has no program
   */
  int kind(LossDefinition definition) {
    int kind = programs.indexOf(definition);
    if (kind < 0) {
      throw new IllegalArgumentException(
          "the loss %s has no program, or was not found on the class path"
              .formatted(definition.name()));
    }
    return kind;
  }

  /**
   * The sources that the programs of the losses stand in, and the one that calls the function of a
   * term's kind.
   */
  public List<ProgramSource> sources() {
    List<ProgramSource> sources = new ArrayList<>();
    sources.add(LossDispatch.source(programs.stream().map(LossDefinitions::program).toList()));
    programs.stream().map(each -> program(each).source()).distinct().forEach(sources::add);
    return List.copyOf(sources);
  }

  private static LossProgram program(LossDefinition definition) {
    return definition.program().orElseThrow();
  }
}
