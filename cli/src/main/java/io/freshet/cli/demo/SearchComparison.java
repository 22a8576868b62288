/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.cli.observe.RankingNumbers;
import io.freshet.cli.observe.RunSnapshot;
import io.freshet.cli.observe.RunState;
import io.freshet.config.FreshetConfig;
import io.freshet.config.OpenSearchConfig;
import io.freshet.connectors.json.JudgmentJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.opensearch.client.BothAnswers;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.HitDetail;
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
import io.freshet.serving.Fusion;
import io.freshet.serving.QueryEncoder;
import io.freshet.serving.SearchPlan;
import io.freshet.serving.ServingIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Searches of other kinds over the same documents and the same held-out queries, to compare with:
 * by words, and by words and vectors together.
 */
final class SearchComparison {
  private static final int DEPTH = 20;
  private static final int CANDIDATES = 100;
  private static final int TENTHS = 10;
  private static final int BATCH_TOKENS = 4096;

  /** Searches under way together. */
  private static final int UNDER_WAY = 8;

  private SearchComparison() {}

  /** Measures word search on the index that serves now and tells the state of the run. */
  static void wordsInto(RunState state, OpenSearchConfig config, Path judgments) {
    try (OpenSearchConnection connection = OpenSearchConnection.open(config.connection())) {
      Optional<ServingGeneration> serving = new GenerationStore(connection).serving(config.alias());
      if (serving.isPresent()) {
        SearchClient client = new SearchClient(connection);
        ServingGeneration generation = serving.get();
        List<Judgment> queries = read(judgments);
        numbers(
                queries,
                ask(
                    queries.size(),
                    i ->
                        client.wordsAsync(
                            generation, queries.get(i).query(), DEPTH, List.of(), HitDetail.SCORE)))
            .forEach(state::bm25);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Measures hybrid search on the index that serves now, with the version that built it, in the
   * default fusion and in others, and tells the state of the run. Every query is asked once: all
   * fusions are made of the same answers.
   *
   * @param cache where the version is fetched to
   */
  static void hybridInto(RunState state, FreshetConfig config, Path judgments, Path cache)
      throws IOException {
    List<Judgment> queries = read(judgments);
    try (ServingIndex serving =
        ServingIndex.open(config.serving(cache, config.model().compute(BATCH_TOKENS)))) {
      float[][] vectors =
          new QueryEncoder(serving.model(), Optional.empty())
              .encode(queries.stream().map(Judgment::query).toList());
      List<BothAnswers> answers =
          ask(
              queries.size(),
              i ->
                  serving
                      .client()
                      .bothAsync(
                          serving.generation(),
                          vectors[i],
                          queries.get(i).query(),
                          CANDIDATES,
                          List.of(),
                          HitDetail.SCORE));
      numbers(queries, answers, SearchPlan.DEFAULT_FUSION).forEach(state::hybrid);
      for (Fusion.Method method : Fusion.Method.values()) {
        for (int tenth = 0; tenth <= TENTHS; tenth++) {
          Fusion fusion = new Fusion(method, tenth / (double) TENTHS);
          numbers(queries, answers, fusion)
              .forEach(
                  (task, found) ->
                      state.fusion(
                          new RunSnapshot.FusionNumbers(
                              task,
                              method.name().toLowerCase(Locale.ROOT),
                              fusion.weight(),
                              found)));
        }
      }
    }
  }

  private static Map<String, RankingNumbers> numbers(
      List<Judgment> queries, List<BothAnswers> answers, Fusion fusion) {
    return numbers(
        queries,
        answers.stream().map(both -> fusion.fuse(both.vectors(), both.words(), DEPTH)).toList());
  }

  /** A search of one of the queries, by its number. */
  @FunctionalInterface
  private interface Search<A> {
    CompletableFuture<A> start(int query);
  }

  private static <A> List<A> ask(int queries, Search<A> search) throws IOException {
    List<A> answers = new ArrayList<>(queries);
    for (int from = 0; from < queries; from += UNDER_WAY) {
      List<CompletableFuture<A>> started = new ArrayList<>();
      for (int i = from; i < Math.min(queries, from + UNDER_WAY); i++) {
        started.add(search.start(i));
      }
      for (CompletableFuture<A> one : started) {
        answers.add(OpenSearchFailure.join(one));
      }
    }
    return answers;
  }

  private static Map<String, RankingNumbers> numbers(
      List<Judgment> queries, List<List<Hit>> answers) {
    Map<String, Map<String, Map<String, Double>>> values = new HashMap<>();
    for (int i = 0; i < queries.size(); i++) {
      Judgment judgment = queries.get(i);
      List<String> ranked = answers.get(i).stream().map(Hit::id).toList();
      values
          .computeIfAbsent(judgment.task(), task -> new HashMap<>())
          .put(judgment.queryId(), QueryMetrics.of(ranked, judgment.relevant()));
    }
    Map<String, RankingNumbers> numbers = new HashMap<>();
    values.forEach(
        (task, byQuery) -> {
          MetricSums sums = MetricSums.of(byQuery);
          numbers.put(
              task,
              new RankingNumbers(
                  byQuery.size(),
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
