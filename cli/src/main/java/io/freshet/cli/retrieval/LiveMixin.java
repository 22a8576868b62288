/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import io.freshet.cli.files.Caches;
import io.freshet.cli.options.WrongUseException;
import io.freshet.config.ConfigReader;
import io.freshet.config.FreshetConfig;
import io.freshet.serving.SearchMode;
import io.freshet.serving.SearchPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --live} with {@code --config}, {@code --cache} and how to search. */
final class LiveMixin {
  @Option(
      names = "--live",
      description =
          "Instead of --model: ask the generation that serves, with its own version, through"
              + " OpenSearch.")
  private boolean live;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "With --live, the configuration, a YAML file (docs/configuration.md).")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "With --live, where versions are kept between calls (default: below the user's cache).")
  private Optional<Path> cache = Optional.empty();

  @Option(
      names = "--mode",
      paramLabel = "M",
      split = ",",
      description =
          "With --live: ${COMPLETION-CANDIDATES} (default: vector); several, separated by commas, are"
              + " evaluated one after the other.")
  private List<SearchMode> modes = new ArrayList<>();

  @Option(
      names = "--newest-queries",
      description = LaterVersions.DESCRIPTION + " With --live only.")
  private boolean newestQueries;

  @Mixin private PlanMixin plans = new PlanMixin();

  /** What to evaluate, in the order given. */
  List<SearchPlan> plans() {
    List<SearchMode> asked = modes.isEmpty() ? List.of(SearchMode.VECTOR) : modes;
    boolean hybrid = asked.contains(SearchMode.HYBRID);
    return asked.stream().distinct().map(mode -> plans.plan(mode, hybrid)).toList();
  }

  /**
   * Whether the serving generation is to be asked.
   *
   * @throws WrongUseException where the options do not fit together
   */
  boolean chosen() {
    if (live && config.isEmpty()) {
      throw new WrongUseException("--live needs --config");
    }
    if (!live && (config.isPresent() || cache.isPresent())) {
      throw new WrongUseException("--config and --cache are for --live");
    }
    if (!live && (!modes.isEmpty() || plans.given())) {
      throw new WrongUseException("--mode, --fusion, --weight and --filter are for --live");
    }
    if (!live && newestQueries) {
      throw new WrongUseException("--newest-queries is for --live");
    }
    return live;
  }

  /** Whether a later version may encode queries. */
  boolean newestQueries() {
    return newestQueries;
  }

  FreshetConfig read() throws IOException {
    return ConfigReader.read(
        config.orElseThrow(() -> new WrongUseException("--live needs --config")));
  }

  Path cache() {
    return cache.orElseGet(Caches::versions);
  }
}
