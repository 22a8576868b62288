/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.forgetting;

import io.freshet.evaluation.beir.BeirEvaluator;
import io.freshet.evaluation.beir.BeirSuite;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.evaluation.results.ResultFolder;
import io.freshet.evaluation.suite.SuiteEvaluator;
import io.freshet.evaluation.suite.SuiteEvaluator.TaskResult;
import io.freshet.evaluation.tasks.ModelEncoder;
import io.freshet.evaluation.tasks.StsTask;
import io.freshet.evaluation.vectors.Similarity;
import io.freshet.model.ComputeOptions;
import io.freshet.model.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a model reaches on every test set.
 *
 * @param means nDCG@10 of collections, the main score of other tasks, by test set in order
 * @param queries nDCG@10 of every query, by {@code <collection>/<query>}
 */
record Scores(Map<String, Double> means, Map<String, Double> queries) {
  private static final String MEASURE = "ndcg_cut_10";

  /** The mean over the test sets. */
  double mean() {
    return means.values().stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /**
   * Scores a model; what lies in the results already is not done again.
   *
   * @param sts a file of graded pairs, or a directory of such
   * @param results of this model alone
   */
  static Scores of(Path model, Path beir, Optional<Path> sts, ComputeOptions compute, Path results)
      throws IOException {
    RankingMetrics metrics = RankingMetrics.of(List.of(MEASURE));
    Map<String, Double> means = new LinkedHashMap<>();
    Map<String, Double> queries = new TreeMap<>();
    try (EmbeddingModel loaded = EmbeddingModel.load(model, compute)) {
      Map<String, String> about = Map.of("model", loaded.digest(), "measures", MEASURE);
      SuiteEvaluator evaluator =
          new SuiteEvaluator(
              new ModelEncoder(loaded, Optional.empty()),
              Similarity.ofModel(model),
              compute,
              metrics,
              BeirEvaluator.DEPTH,
              "test",
              Optional.of(new ResultFolder(results, about)));
      for (BeirSuite.Dataset dataset : BeirSuite.open(beir).datasets()) {
        var found = evaluator.evaluate(dataset, documents -> {}).metrics();
        means.put(dataset.name(), found.means().getOrDefault(MEASURE, Double.NaN));
        found
            .perQuery()
            .forEach(
                (query, values) ->
                    queries.put(dataset.name() + "/" + query, values.getOrDefault(MEASURE, 0.0)));
      }
      for (Path file : files(sts)) {
        TaskResult result = evaluator.evaluate(new StsTask(file));
        means.put(result.name(), result.scores().getOrDefault(result.mainScore(), Double.NaN));
      }
    }
    return new Scores(means, queries);
  }

  private static List<Path> files(Optional<Path> path) throws IOException {
    if (path.isEmpty() || !Files.isDirectory(path.get())) {
      return path.stream().toList();
    }
    try (Stream<Path> list = Files.list(path.get())) {
      return list.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
