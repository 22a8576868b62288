/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.live;

import io.freshet.connectors.opensearch.GenerationStore;
import io.freshet.connectors.opensearch.Hit;
import io.freshet.connectors.opensearch.OpenSearchConnection;
import io.freshet.connectors.opensearch.OpenSearchFailure;
import io.freshet.connectors.opensearch.SearchClient;
import io.freshet.connectors.opensearch.ServingGeneration;
import io.freshet.connectors.records.Judgment;
import io.freshet.evaluation.metrics.MetricSums;
import io.freshet.evaluation.metrics.QueryMetrics;
import io.freshet.jobs.config.FreshetConfig;
import io.freshet.jobs.config.TaskConfig;
import io.freshet.jobs.evaluation.VersionModels;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks rounds in the generation that serves: resolves the alias to the concrete index, encodes with
 * that index's own version, searches that index. All queries of a round are answered by one
 * generation. Not thread-safe.
 */
final class ServingSearch implements AutoCloseable {
  /** How long a resolved alias is believed. */
  static final Duration RESOLVE_EVERY = Duration.ofSeconds(1);

  private static final int NOT_FOUND = 404;

  /** As trec_eval ranks: by score, and equal ones by descending id. */
  private static final Comparator<Hit> RANKING =
      Comparator.comparingDouble(Hit::score).thenComparing(Hit::id).reversed();

  private final OpenSearchConnection connection;
  private final GenerationStore generations;
  private final SearchClient client;
  private final VersionModels models;
  private final FreshetConfig config;
  private final InstantSource clock;

  private @Nullable ServingGeneration serving;
  private long resolvedAt = Long.MIN_VALUE;

  /** A search over a connection and models, both closed with it. */
  ServingSearch(
      OpenSearchConnection connection,
      VersionModels models,
      FreshetConfig config,
      InstantSource clock) {
    this.connection = connection;
    this.generations = new GenerationStore(connection);
    this.client = new SearchClient(connection);
    this.models = models;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Answers a round, one element for every task of it.
   *
   * @throws IOException if the index or the version cannot be reached
   */
  List<TaskAnswers> answer(AskRound round) throws IOException {
    Optional<ServingGeneration> generation = resolve();
    if (generation.isEmpty() || round.asks().isEmpty()) {
      return silent(round);
    }
    try {
      return ask(round, generation.get());
    } catch (OpenSearchFailure e) {
      if (e.status() != NOT_FOUND) {
        throw e;
      }
      // Swapped out and deleted since the alias was resolved.
      resolvedAt = Long.MIN_VALUE;
      Optional<ServingGeneration> next = resolve();
      return next.isEmpty() ? silent(round) : ask(round, next.get());
    }
  }

  /**
   * What is to be said of a round that was not answered: the generation known last, and nothing.
   */
  List<TaskAnswers> silent(AskRound round) {
    ServingGeneration known = serving;
    String index = known == null ? "" : known.index();
    String version = known == null ? "" : known.versionName();
    return round.tasks().stream()
        .map(task -> new TaskAnswers(task, round.time(), index, version, MetricSums.empty()))
        .toList();
  }

  private Optional<ServingGeneration> resolve() throws OpenSearchFailure {
    long now = clock.millis();
    if (resolvedAt == Long.MIN_VALUE || now - resolvedAt >= RESOLVE_EVERY.toMillis()) {
      serving = generations.serving(config.opensearch().alias()).orElse(null);
      resolvedAt = now;
    }
    return Optional.ofNullable(serving);
  }

  private List<TaskAnswers> ask(AskRound round, ServingGeneration generation) throws IOException {
    EmbeddingModel model = models.load(generation.modelUri(), generation.digest());
    Map<String, List<Judgment>> byTask = new LinkedHashMap<>();
    round.tasks().forEach(task -> byTask.put(task, new ArrayList<>()));
    round
        .asks()
        .forEach(ask -> byTask.computeIfAbsent(ask.task(), task -> new ArrayList<>()).add(ask));

    Map<String, List<CompletableFuture<List<Hit>>>> searches = new LinkedHashMap<>();
    for (Map.Entry<String, List<Judgment>> task : byTask.entrySet()) {
      List<CompletableFuture<List<Hit>>> ofTask = new ArrayList<>();
      for (float[] query : encode(model, task.getKey(), task.getValue())) {
        ofTask.add(client.knnAsync(generation, query, config.evaluation().depth()));
      }
      searches.put(task.getKey(), ofTask);
    }
    List<TaskAnswers> answers = new ArrayList<>();
    for (Map.Entry<String, List<Judgment>> task : byTask.entrySet()) {
      List<Map<String, Double>> values = new ArrayList<>();
      for (int i = 0; i < task.getValue().size(); i++) {
        List<Hit> hits = join(searches.getOrDefault(task.getKey(), List.of()).get(i));
        values.add(metrics(task.getValue().get(i), hits));
      }
      answers.add(
          new TaskAnswers(
              task.getKey(),
              round.time(),
              generation.index(),
              generation.versionName(),
              MetricSums.of(values)));
    }
    return answers;
  }

  private float[][] encode(EmbeddingModel model, String task, List<Judgment> asks) {
    if (asks.isEmpty()) {
      return new float[0][];
    }
    List<String> texts = asks.stream().map(Judgment::query).toList();
    TaskConfig known = config.tasks().get(task);
    return known == null
        ? model.embed(texts, TextRole.QUERY)
        : model.embed(
            texts, known.queryPrompt(), Math.min(known.queryMaxLength(), model.maxLength()));
  }

  private static Map<String, Double> metrics(Judgment judgment, List<Hit> hits) {
    List<String> ranked = hits.stream().sorted(RANKING).map(Hit::id).toList();
    return QueryMetrics.of(ranked, judgment.relevant());
  }

  private static <T> T join(CompletableFuture<T> future) throws OpenSearchFailure {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof OpenSearchFailure failure) {
        throw failure;
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    models.close();
    connection.close();
  }
}
