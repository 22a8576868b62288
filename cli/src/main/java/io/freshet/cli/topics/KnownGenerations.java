/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.topics;

import io.freshet.cli.observe.TopicLog;
import io.freshet.cli.options.FailedException;
import io.freshet.cli.options.WrongUseException;
import io.freshet.config.KafkaConfig;
import io.freshet.connectors.json.GenerationJson;
import io.freshet.connectors.records.DesiredGeneration;
import io.freshet.connectors.records.GenerationMessage;
import io.freshet.connectors.records.GenerationRecord;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the topic of generations told last of each.
 *
 * @param observed by index
 * @param desired by index
 */
record KnownGenerations(
    Map<String, GenerationRecord> observed, Map<String, DesiredGeneration> desired) {
  private static final Set<String> UNDER_WAY =
      Set.of("WAITING", "CREATED", "BACKFILLING", "CATCHING_UP", "VALIDATING");

  /** Reads the topic to its end. */
  static KnownGenerations read(KafkaConfig kafka) throws FailedException {
    Map<String, GenerationRecord> observed = new LinkedHashMap<>();
    Map<String, DesiredGeneration> desired = new LinkedHashMap<>();
    for (GenerationMessage message :
        TopicLog.read(kafka, kafka.topics().generations(), GenerationJson::decode)) {
      if (message instanceof GenerationRecord generation) {
        observed.put(generation.index(), generation);
      } else if (message instanceof DesiredGeneration wish) {
        desired.put(wish.index(), wish);
      }
    }
    return new KnownGenerations(observed, desired);
  }

  /** All, by number. */
  List<GenerationRecord> sorted() {
    return observed.values().stream()
        .sorted(Comparator.comparingInt(GenerationRecord::number))
        .toList();
  }

  /** The wish for a generation that is under way, if there is one. */
  Optional<DesiredGeneration> wish(GenerationRecord generation) {
    return underWay(generation)
        ? Optional.ofNullable(desired.get(generation.index()))
        : Optional.empty();
  }

  private static boolean underWay(GenerationRecord generation) {
    return UNDER_WAY.contains(generation.state());
  }

  /**
   * The build that is meant.
   *
   * @param index what a person named; empty for the one that is under way
   * @throws WrongUseException where there is no such build, or none at all
   */
  GenerationRecord build(String index) throws WrongUseException {
    List<GenerationRecord> builds = sorted().stream().filter(KnownGenerations::underWay).toList();
    if (!index.isEmpty()) {
      GenerationRecord named = named(index);
      if (!underWay(named)) {
        throw new WrongUseException(
            "%s is %s and not being built; being built: %s"
                .formatted(index, named.state(), indices(builds)));
      }
      return named;
    }
    if (builds.isEmpty()) {
      throw new WrongUseException("no generation is being built");
    }
    return builds.get(builds.size() - 1);
  }

  /**
   * The generation of this index.
   *
   * @throws WrongUseException where there is none
   */
  GenerationRecord named(String index) throws WrongUseException {
    GenerationRecord named = observed.get(index);
    if (named == null) {
      throw new WrongUseException(
          "there is no generation '%s'; known are %s".formatted(index, indices(sorted())));
    }
    return named;
  }

  /**
   * The generation that served before the one that serves, and is still written to.
   *
   * @throws WrongUseException where there is none
   */
  GenerationRecord former() throws WrongUseException {
    return sorted().stream()
        .filter(generation -> generation.state().equals("RETIRING"))
        .reduce((earlier, later) -> later)
        .orElseThrow(
            () ->
                new WrongUseException(
                    "no former generation is written to any more (indexing.rollback-window); 'freshet versions --promote VERSION' builds one anew"));
  }

  private static List<String> indices(List<GenerationRecord> generations) {
    return generations.stream().map(GenerationRecord::index).toList();
  }
}
