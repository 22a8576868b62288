/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.cli.observe.RankingNumbers;
import io.freshet.cli.observe.RunState;
import io.freshet.config.FreshetConfig;
import io.freshet.config.OpenSearchConfig;
import io.freshet.connectors.json.JudgmentJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.Origin;
import io.freshet.evaluation.metrics.MetricSums;
import io.freshet.evaluation.metrics.QueryMetrics;
import io.freshet.serving.QueryEncoder;
import io.freshet.serving.SearchMode;
import io.freshet.serving.SearchPlan;
import io.freshet.serving.ServingIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Searches of other kinds over the same documents and the same held-out queries, to compare with:
 * by words, and by words and vectors together.
 */
final class SearchComparison {
  private static final int DEPTH = 20;
  private static final int BATCH_TOKENS = 4096;

  /** Searches under way together. */
  private static final int UNDER_WAY = 8;

  private SearchComparison() {}

  /** Measures word search on the index that serves now and tells the state of the run. */
  static void wordsInto(RunState state, OpenSearchConfig config, Path judgments) {
    try (OpenSearchConnection connection = OpenSearchConnection.open(config.connection())) {
      Optional<ServingGeneration> serving = new GenerationStore(connection).serving(config.alias());
      if (serving.isPresent()) {
        measure(
                new SearchClient(connection),
                serving.get(),
                texts -> new float[texts.size()][0],
                new SearchPlan(SearchMode.BM25, SearchPlan.DEFAULT_FUSION, List.of()),
                read(judgments))
            .forEach(state::bm25);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Measures hybrid search on the index that serves now, with the version that built it, and tells
   * the state of the run.
   *
   * @param cache where the version is fetched to
   */
  static void hybridInto(RunState state, FreshetConfig config, Path judgments, Path cache)
      throws IOException {
    try (ServingIndex serving =
        ServingIndex.open(config.serving(cache, config.model().compute(BATCH_TOKENS)))) {
      QueryEncoder encoder = new QueryEncoder(serving.model(), Optional.empty());
      measure(
              serving.client(),
              serving.generation(),
              encoder::encode,
              new SearchPlan(SearchMode.HYBRID, SearchPlan.DEFAULT_FUSION, List.of()),
              read(judgments))
          .forEach(state::hybrid);
    }
  }

  /**
   * Asks every held-out query once.
   *
   * @param encoder gives one vector a query, by the generation's own version
   * @return numbers by task
   */
  static Map<String, RankingNumbers> measure(
      SearchClient client,
      ServingGeneration generation,
      Function<List<String>, float[][]> encoder,
      SearchPlan plan,
      List<Judgment> judgments)
      throws IOException {
    float[][] vectors = encoder.apply(judgments.stream().map(Judgment::query).toList());
    Map<String, Map<String, Map<String, Double>>> values = new HashMap<>();
    for (int from = 0; from < judgments.size(); from += UNDER_WAY) {
      List<CompletableFuture<List<Hit>>> searches = new ArrayList<>();
      int to = Math.min(judgments.size(), from + UNDER_WAY);
      for (int i = from; i < to; i++) {
        searches.add(
            plan.search(client, generation, vectors[i], judgments.get(i).query(), DEPTH, false));
      }
      for (int i = from; i < to; i++) {
        Judgment judgment = judgments.get(i);
        List<String> ranked =
            OpenSearchFailure.join(searches.get(i - from)).stream().map(Hit::id).toList();
        values
            .computeIfAbsent(judgment.task(), task -> new HashMap<>())
            .put(judgment.queryId(), QueryMetrics.of(ranked, judgment.relevant()));
      }
    }
    Map<String, RankingNumbers> numbers = new HashMap<>();
    values.forEach(
        (task, queries) -> {
          MetricSums sums = MetricSums.of(queries);
          numbers.put(
              task,
              new RankingNumbers(
                  queries.size(),
                  sums.mean(QueryMetrics.MRR),
                  sums.mean(QueryMetrics.RECALL_10),
                  sums.mean(QueryMetrics.NDCG_10)));
        });
    return numbers;
  }

  private static List<Judgment> read(Path file) throws IOException {
    List<Judgment> judgments = new ArrayList<>();
    try (Stream<String> lines = Files.lines(file, UTF_8)) {
      lines.forEach(
          line -> {
            Origin origin = new Origin(file.toString(), 0, judgments.size(), -1);
            if (JudgmentJson.decode(RawRecord.ofLine(line.getBytes(UTF_8), origin))
                instanceof Decoded.Accepted<Judgment> accepted) {
              judgments.add(accepted.value());
            }
          });
    }
    return judgments;
  }
}
