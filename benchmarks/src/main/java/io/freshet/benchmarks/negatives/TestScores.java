/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.negatives;

import io.freshet.evaluation.beir.BeirEvaluator;
import io.freshet.evaluation.beir.BeirSuite.Dataset;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.results.ResultFolder;
import io.freshet.evaluation.suite.SuiteEvaluator;
import io.freshet.evaluation.tasks.ModelEncoder;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a model reaches on the test queries of collections.
 *
 * @param means by collection, then by measure
 * @param queries by measure, then by {@code <collection>/<query>}
 */
record TestScores(
    Map<String, Map<String, Double>> means, Map<String, Map<String, Double>> queries) {
  /** What is measured. */
  static final List<String> MEASURES = List.of("ndcg_cut_10", "recip_rank");

  /** Scores a model; what lies beside it already is not scored again. */
  static TestScores of(Path model, List<Dataset> collections, ComputeOptions compute)
      throws IOException {
    RankingMetrics metrics = RankingMetrics.of(MEASURES);
    Map<String, Map<String, Double>> means = new LinkedHashMap<>();
    Map<String, Map<String, Double>> queries = new TreeMap<>();
    try (EmbeddingModel loaded = EmbeddingModel.load(model, compute)) {
      Map<String, String> about =
          Map.of("model", loaded.digest(), "measures", String.join(",", MEASURES));
      SuiteEvaluator evaluator =
          new SuiteEvaluator(
              new ModelEncoder(loaded, Optional.empty()),
              Similarity.ofModel(model),
              compute,
              metrics,
              BeirEvaluator.DEPTH,
              "test",
              Optional.of(new ResultFolder(model.resolveSibling("results"), about)));
      for (Dataset collection : collections) {
        var found = evaluator.evaluate(collection, documents -> {}).metrics();
        means.put(collection.name(), found.means());
        found
            .perQuery()
            .forEach(
                (query, values) ->
                    MEASURES.forEach(
                        measure ->
                            queries
                                .computeIfAbsent(measure, key -> new TreeMap<>())
                                .put(
                                    collection.name() + "/" + query,
                                    values.getOrDefault(measure, 0.0))));
      }
    }
    return new TestScores(means, queries);
  }

  /** The mean of a measure over the queries of a collection. */
  double mean(String collection, String measure) {
    return means.getOrDefault(collection, Map.of()).getOrDefault(measure, Double.NaN);
  }
}
