/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.ahead;

import io.freshet.cli.retrieval.LiveSearch;
import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.evaluation.beir.BeirEvaluator;
import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.evaluation.mapping.DriftReports;
import io.freshet.evaluation.metrics.RankingMetrics;
import io.freshet.jobs.probes.ProbeSets;
import io.freshet.model.EmbeddingModel;
import io.freshet.serving.QueryEncoder;
import io.freshet.serving.SearchPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Asks a generation the judged queries of the probe sets, as searches in service do. Their
 * documents are those of the index: the sets are drawn from them.
 */
final class ProbeTrial {
  private static final int DEPTH = 10;

  private final FreshetConfig config;
  private final SearchClient client;
  private final Map<String, Path> sets;

  private ProbeTrial(FreshetConfig config, SearchClient client, Map<String, Path> sets) {
    this.config = config;
    this.client = client;
    this.sets = sets;
  }

  /**
   * The probe sets as they are now.
   *
   * @throws IOException where they cannot be read
   */
  static ProbeTrial of(FreshetConfig config, SearchClient client) throws IOException {
    return new ProbeTrial(config, client, ProbeSets.fetch(config.evaluation().probePath()));
  }

  /** Documents that are relevant to one of the queries. */
  Set<String> relevant() throws IOException {
    Set<String> relevant = new HashSet<>();
    for (Path set : sets.values()) {
      for (Map<String, Integer> grades : BeirFolder.open(set).judgments(ProbeSets.SPLIT).values()) {
        grades.forEach(
            (id, grade) -> {
              if (grade > 0) {
                relevant.add(id);
              }
            });
      }
    }
    return relevant;
  }

  /**
   * What queries of a version reach, of the tasks that are searched among the vectors of all tasks:
   * queries of others are never mapped.
   *
   * @param mapped a vector of the version as it is asked
   * @return nDCG@10 by query by task
   */
  Map<String, Map<String, Double>> ask(
      ServingGeneration generation, EmbeddingModel model, UnaryOperator<float[]> mapped)
      throws IOException {
    Map<String, Map<String, Double>> reached = new HashMap<>();
    for (Map.Entry<String, Path> set : sets.entrySet()) {
      if (generation.profile(Optional.of(set.getKey())).isPresent()) {
        continue;
      }
      QueryEncoder queries =
          new QueryEncoder(
              model,
              Optional.ofNullable(config.tasks().get(set.getKey())).map(TaskConfig::queries));
      LiveSearch search =
          new LiveSearch(
              client,
              generation,
              texts -> mapped(queries, texts, mapped),
              SearchPlan.VECTORS,
              answered -> {});
      reached.put(
          set.getKey(),
          new BeirEvaluator(RankingMetrics.of(List.of(DriftReports.NDCG)), DEPTH)
              .evaluateSearch(search, BeirFolder.open(set.getValue()), ProbeSets.SPLIT)
              .metrics()
              .values(DriftReports.NDCG));
    }
    return reached;
  }

  private static float[][] mapped(
      QueryEncoder queries, List<String> texts, UnaryOperator<float[]> mapped) {
    return Arrays.stream(queries.encode(texts)).map(mapped).toArray(float[][]::new);
  }
}
