/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.evaluation.Fixtures;
import io.freshet.evaluation.trec.QrelsFile;
import io.freshet.evaluation.trec.RunEvaluation;
import io.freshet.evaluation.trec.RunFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every value of every query must be trec_eval's. */
class TrecEvalTest {

  @ParameterizedTest
  @ValueSource(strings = {"binary", "graded", "ties", "negative_grades", "unjudged_and_missing"})
  void equalsTrecEval(String name) throws IOException {
    Path folder = Fixtures.path("metrics");
    JsonNode expected =
        new ObjectMapper().readTree(folder.resolve(name + ".expected.json").toFile());
    List<String> names = new ArrayList<>();
    expected.path("all").fieldNames().forEachRemaining(names::add);
    assertThat(names).hasSizeGreaterThan(20);
    Map<String, Ranking> run = RunFile.read(folder.resolve(name + ".run"));
    Map<String, Map<String, Integer>> judgments = QrelsFile.read(folder.resolve(name + ".qrels"));

    MetricResults results = RankingMetrics.of(names).evaluate(run, judgments);
    assertThat(
            RunEvaluation.evaluate(
                folder.resolve(name + ".run"), judgments, RankingMetrics.of(names)))
        .isEqualTo(results);

    assertThat(results.perQuery().keySet()).isEqualTo(new TreeSet<>(judgments.keySet()));
    for (Map.Entry<String, JsonNode> query : expected.path("per_query").properties()) {
      compare(
          name + " " + query.getKey(), query.getValue(), results.perQuery().get(query.getKey()));
    }
    for (Map.Entry<String, Map<String, Double>> query : results.perQuery().entrySet()) {
      if (!expected.path("per_query").has(query.getKey())) {
        assertThat(query.getValue().values()).containsOnly(0.0);
      }
    }
    compare(name + " all_complete", expected.path("all_complete"), results.means());
    MetricSums answered =
        MetricSums.of(
            results.perQuery().entrySet().stream()
                .filter(query -> run.containsKey(query.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    compare(name + " all", expected.path("all"), answered.means());
  }

  private static void compare(String what, JsonNode expected, Map<String, Double> actual) {
    for (Map.Entry<String, JsonNode> value : expected.properties()) {
      assertThat(actual.get(value.getKey()))
          .as("%s %s", what, value.getKey())
          .isCloseTo(value.getValue().asDouble(), within(0.5001e-4));
    }
  }
}
