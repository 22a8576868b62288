/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import io.freshet.cli.options.WrongUseException;
import io.freshet.connectors.opensearch.client.MetadataFilter;
import io.freshet.serving.Fusion;
import io.freshet.serving.SearchMode;
import io.freshet.serving.SearchPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --fusion}, {@code --weight} and {@code --filter}, for commands that search an index. */
final class PlanMixin {
  @Option(
      names = "--fusion",
      paramLabel = "F",
      description =
          "In hybrid search, ${COMPLETION-CANDIDATES}: by reciprocal ranks, or by scores brought to 0"
              + " to 1 (default: scores).")
  private Optional<Fusion.Method> fusion = Optional.empty();

  @Option(
      names = "--weight",
      paramLabel = "W",
      description =
          "In hybrid search, what vectors weigh, 0 to 1; words have the rest (default: 0.5).")
  private Optional<Double> weight = Optional.empty();

  @Option(
      names = "--filter",
      paramLabel = "FIELD=VALUE",
      description =
          "Only documents whose metadata meet this; also FIELD>=VALUE and FIELD<=VALUE, compared by"
              + " their types in indexing.metadata, or as texts. May be given several times.")
  private List<String> filters = new ArrayList<>();

  /** Whether one of them is given. */
  boolean given() {
    return fusion.isPresent() || weight.isPresent() || !filters.isEmpty();
  }

  /**
   * The plan of a mode.
   *
   * @throws WrongUseException where the options do not fit together
   */
  SearchPlan plan(SearchMode mode, boolean hybridToo) {
    if (mode != SearchMode.HYBRID && !hybridToo && (fusion.isPresent() || weight.isPresent())) {
      throw new WrongUseException("--fusion and --weight are for --mode hybrid");
    }
    Fusion.Method method = fusion.orElse(SearchPlan.DEFAULT_FUSION.method());
    double vectors = weight.orElse(SearchPlan.DEFAULT_FUSION.weight());
    if (!(vectors >= 0 && vectors <= 1)) {
      throw new WrongUseException("--weight: '" + vectors + "' is not allowed; expected 0 to 1");
    }
    return new SearchPlan(
        mode, new Fusion(method, vectors), filters.stream().map(PlanMixin::filter).toList());
  }

  private static MetadataFilter filter(String text) {
    try {
      return MetadataFilter.parse(text);
    } catch (IllegalArgumentException e) {
      throw new WrongUseException("--filter: " + e.getMessage());
    }
  }
}
