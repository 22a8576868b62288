/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.evaluation.Fixtures;
import io.freshet.evaluation.trec.QrelsFile;
import io.freshet.evaluation.trec.RunEvaluation;
import io.freshet.evaluation.trec.RunFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A run on which the tools disagree: exact ties and ties in single precision only, documents of the
 * query's own id, an unanswered query, one without a relevant document, ids beyond ASCII.
 */
class DefinitionsTest {
  private static final Definitions FLOAT32 =
      Definitions.TREC_EVAL.withOrder(new RankOrder(ScorePrecision.FLOAT32, Ties.DESCENDING_ID));

  @Test
  void trecEval10ComparesDoubles() throws IOException {
    equalsTrecEval("trec_eval_10", Definitions.TREC_EVAL);
  }

  @Test
  void trecEval9ComparesFloats() throws IOException {
    equalsTrecEval("trec_eval_9", FLOAT32);
  }

  @Test
  void withoutCompleteTheUnansweredAreLeftOut() throws IOException {
    equalsTrecEval("trec_eval_9_answered", FLOAT32.withAveraging(Averaging.ANSWERED));
  }

  @Test
  void theRelevanceLevelLeavesNdcgAlone() throws IOException {
    equalsTrecEval("trec_eval_10_level_2", Definitions.TREC_EVAL.withRelevanceLevel(2));
  }

  @Test
  void beirTakesItsOwnDocumentsOutAndHasTwoDenominators() throws IOException {
    JsonNode expected = expected("beir");
    MetricResults results = evaluate(names(expected.path("pytrec_eval")), Definitions.BEIR);
    compare("pytrec_eval", expected.path("pytrec_eval"), results.means(), 0.5001e-5);
    assertThat(results.perQuery()).hasSize(12);
    // Its own metrics sort doubles by a stable sort, so that ties stay as the run has them.
    Definitions own =
        Definitions.BEIR.withOrder(new RankOrder(ScorePrecision.FLOAT64, Ties.AS_GIVEN));
    MetricResults others = evaluate(names(expected.path("own")), own);
    compare("own", expected.path("own"), others.means(), 0.5001e-5);
    assertThat(others.perQuery()).hasSize(14);
  }

  @Test
  void sentenceTransformersIsBinaryAndDropsQueries() throws IOException {
    JsonNode expected = expected("sentence_transformers");
    MetricResults results = evaluate(names(expected), Definitions.SENTENCE_TRANSFORMERS);
    compare("sentence-transformers", expected, results.means(), 1e-12);
    assertThat(results.perQuery()).hasSize(13);
    // The differences are real: without them nDCG and MAP are others, recall the same.
    Definitions likeTrec =
        Definitions.SENTENCE_TRANSFORMERS.withGain(Gain.LINEAR).withCappedPrecision(false);
    Map<String, Double> other = evaluate(names(expected), likeTrec).means();
    for (String name : List.of("ndcg_cut_10", "map_cut_10")) {
      assertThat(other.get(name)).isNotCloseTo(expected.path(name).asDouble(), within(1e-4));
    }
    assertThat(other.get("recall_10"))
        .isCloseTo(expected.path("recall_10").asDouble(), within(1e-12));
  }

  @Test
  void exponentialGainsAreThoseOfBurges() {
    RankingMetrics metrics =
        RankingMetrics.of(List.of("ndcg_cut_2"))
            .with(Definitions.TREC_EVAL.withGain(Gain.EXPONENTIAL));
    double third = Math.log(3) / Math.log(2);
    assertThat(metrics.evaluate(List.of("a", "b"), Map.of("a", 1, "b", 3)))
        .hasEntrySatisfying(
            "ndcg_cut_2",
            value -> assertThat(value).isCloseTo((1 + 7 / third) / (7 + 1 / third), within(1e-12)));
  }

  @Test
  void aLevelBelowOneIsRefused() {
    assertThatThrownBy(() -> Definitions.TREC_EVAL.withRelevanceLevel(0))
        .hasMessageContaining("must be at least 1");
  }

  private static void equalsTrecEval(String tool, Definitions definitions) throws IOException {
    JsonNode expected = expected(tool);
    MetricResults results = evaluate(names(expected.path("all")), definitions);
    for (Map.Entry<String, JsonNode> query : expected.path("per_query").properties()) {
      compare(
          tool + " " + query.getKey(),
          query.getValue(),
          results.perQuery().get(query.getKey()),
          0.5001e-4);
    }
    results
        .perQuery()
        .forEach(
            (query, values) -> {
              if (!expected.path("per_query").has(query)) {
                // trec_eval 9 counts those without an answer and does not print them.
                assertThat(values.values()).as(query).containsOnly(0.0);
                assertThat(definitions.averaging()).isEqualTo(Averaging.JUDGED);
              }
            });
    compare(tool, expected.path("all"), results.means(), 0.5001e-4);
  }

  /** By both ways, which must agree to the last bit. */
  private static MetricResults evaluate(List<String> names, Definitions definitions)
      throws IOException {
    RankingMetrics metrics = RankingMetrics.of(names).with(definitions);
    Map<String, Map<String, Integer>> judgments =
        QrelsFile.read(Fixtures.path("definitions/qrels"));
    MetricResults fast =
        RunEvaluation.evaluate(Fixtures.path("definitions/run"), judgments, metrics);
    assertThat(fast)
        .isEqualTo(metrics.evaluate(RunFile.read(Fixtures.path("definitions/run")), judgments));
    return fast;
  }

  private static JsonNode expected(String tool) throws IOException {
    return Fixtures.json("definitions/expected.json").path(tool);
  }

  private static List<String> names(JsonNode values) {
    List<String> names = new ArrayList<>();
    values.fieldNames().forEachRemaining(names::add);
    assertThat(names).hasSizeGreaterThan(10);
    return names;
  }

  private static void compare(
      String what, JsonNode expected, Map<String, Double> actual, double bound) {
    for (Map.Entry<String, JsonNode> value : expected.properties()) {
      assertThat(actual.get(value.getKey()))
          .as("%s %s", what, value.getKey())
          .isCloseTo(value.getValue().asDouble(), within(bound));
    }
  }
}
