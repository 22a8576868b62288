/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import io.freshet.cli.options.WrongUseException;
import io.freshet.evaluation.metrics.Averaging;
import io.freshet.evaluation.metrics.Definitions;
import io.freshet.evaluation.metrics.Gain;
import io.freshet.evaluation.metrics.RankOrder;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.metrics.ScorePrecision;
import io.freshet.evaluation.metrics.Ties;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which measures, and the points on which evaluation tools differ. */
final class DefinitionsMixin {
  @Option(
      names = "--measures",
      paramLabel = "NAME",
      split = ",",
      description = "Measures by trec_eval's names; the usual ones where not given.")
  private List<String> measures = new ArrayList<>();

  @Option(
      names = "--definitions",
      paramLabel = "TOOL",
      defaultValue = "trec_eval",
      description =
          "Whose definitions: trec_eval, beir, mteb or sentence-transformers"
              + " (default: ${DEFAULT-VALUE}); the options below change single points.")
  private String definitions = "trec_eval";

  @Option(
      names = "--precision",
      paramLabel = "P",
      description =
          "Compare scores as ${COMPLETION-CANDIDATES}: trec_eval 9 has the first, 10 the second.")
  private Optional<ScorePrecision> precision = Optional.empty();

  @Option(
      names = "--ties",
      paramLabel = "ORDER",
      description = "Order of equal scores: ${COMPLETION-CANDIDATES}.")
  private Optional<Ties> ties = Optional.empty();

  @Option(
      names = "--ignore-self",
      negatable = true,
      description = "Take documents out whose id is the query's.")
  private Optional<Boolean> ignoreSelf = Optional.empty();

  @Option(
      names = "--relevance-level",
      paramLabel = "N",
      description = "Lowest grade of a relevant document; at least 1.")
  private Optional<Integer> relevanceLevel = Optional.empty();

  @Option(
      names = "--gain",
      paramLabel = "G",
      description = "Worth of a grade in nDCG: ${COMPLETION-CANDIDATES}.")
  private Optional<Gain> gain = Optional.empty();

  @Option(
      names = "--cap-map",
      negatable = true,
      description = "Divide map_cut_K by the smaller of K and the relevant documents.")
  private Optional<Boolean> capMap = Optional.empty();

  @Option(
      names = "--average",
      paramLabel = "A",
      description = "Queries of a mean: ${COMPLETION-CANDIDATES}.")
  private Optional<Averaging> average = Optional.empty();

  /** The metrics that the options ask for. */
  RankingMetrics metrics() {
    try {
      RankingMetrics metrics =
          measures.isEmpty() ? RankingMetrics.usual() : RankingMetrics.of(measures);
      return metrics.with(definitions());
    } catch (IllegalArgumentException e) {
      throw new WrongUseException(String.valueOf(e.getMessage()));
    }
  }

  private Definitions definitions() {
    Definitions chosen = named();
    RankOrder order = chosen.order();
    chosen =
        chosen.withOrder(
            new RankOrder(precision.orElse(order.precision()), ties.orElse(order.ties())));
    return chosen
        .withSelfMatches(ignoreSelf.map(ignored -> !ignored).orElse(chosen.selfMatches()))
        .withRelevanceLevel(relevanceLevel.orElse(chosen.relevanceLevel()))
        .withGain(gain.orElse(chosen.gain()))
        .withCappedPrecision(capMap.orElse(chosen.cappedPrecision()))
        .withAveraging(average.orElse(chosen.averaging()));
  }

  private Definitions named() {
    return switch (definitions.toLowerCase(Locale.ROOT)) {
      case "trec_eval", "trec-eval" -> Definitions.TREC_EVAL;
      case "beir" -> Definitions.BEIR;
      case "mteb" -> Definitions.MTEB;
      case "sentence-transformers" -> Definitions.SENTENCE_TRANSFORMERS;
      default ->
          throw new WrongUseException(
              "--definitions: '%s' is not known; expected trec_eval, beir, mteb or sentence-transformers"
                  .formatted(definitions));
    };
  }
}
