/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.evaluation.ask;

import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.records.Judgment;
import io.freshet.evaluation.metrics.DistinctQueries;
import io.freshet.evaluation.metrics.MetricSums;
import io.freshet.evaluation.metrics.QueryMetrics;
import io.freshet.jobs.models.VersionModels;
import io.freshet.model.EmbeddingModel;
import io.freshet.serving.AliasedGenerations;
import io.freshet.serving.QueryEncoder;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks rounds in the generation that serves: resolves the alias to the concrete index, encodes with
 * that index's own version, searches that index. All queries of a round are answered by one
 * generation. A sample of them is also searched exactly, and asked in the former generation while
 * that stands; where that cannot be done the round is answered without it. Not thread-safe.
 */
final class ServingSearch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServingSearch.class);
  private static final int NOT_FOUND = 404;

  /** As trec_eval ranks: by score, and equal ones by descending id. */
  private static final Comparator<Hit> RANKING =
      Comparator.comparingDouble(Hit::score).thenComparing(Hit::id).reversed();

  private final OpenSearchConnection connection;
  private final AliasedGenerations generations;
  private final SearchClient client;
  private final VersionModels models;
  private final VersionModels formerModels;
  private final FreshetConfig config;
  private final Sampling sampling;
  private boolean unsampled;

  /** The answers to one query that are under way. */
  private record Searching(
      Judgment judgment,
      boolean sampled,
      CompletableFuture<List<Hit>> found,
      CompletableFuture<List<Hit>> exact,
      CompletableFuture<Set<String>> present) {}

  /** What the answers to one task's queries were worth, and which were asked in both. */
  private record Measured(MetricSums sums, DistinctQueries compared) {}

  /** A search over a connection and models, all closed with it. */
  ServingSearch(
      OpenSearchConnection connection,
      VersionModels models,
      VersionModels formerModels,
      FreshetConfig config,
      InstantSource clock) {
    this.connection = connection;
    this.generations =
        new AliasedGenerations(new GenerationStore(connection), config.opensearch().alias(), clock);
    this.client = new SearchClient(connection);
    this.models = models;
    this.formerModels = formerModels;
    this.config = config;
    this.sampling = new Sampling(config.evaluation().sampleShare());
  }

  /**
   * Answers a round, one element for every task of it.
   *
   * @throws IOException if the index or the version cannot be reached
   */
  List<TaskAnswers> answer(AskRound round) throws IOException {
    Optional<ServingGeneration> generation = generations.serving();
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
      generations.forget();
      Optional<ServingGeneration> next = generations.serving();
      return next.isEmpty() ? silent(round) : ask(round, next.get());
    }
  }

  /**
   * What is to be said of a round that was not answered: the generation known last, and nothing.
   */
  List<TaskAnswers> silent(AskRound round) {
    String index = generations.known().map(ServingGeneration::index).orElse("");
    String version = generations.known().map(ServingGeneration::versionName).orElse("");
    return round.tasks().stream()
        .map(
            task ->
                new TaskAnswers(
                    task, round.time(), index, version, MetricSums.empty(), DistinctQueries.none()))
        .toList();
  }

  private List<TaskAnswers> ask(AskRound round, ServingGeneration generation) throws IOException {
    EmbeddingModel model = models.load(generation.modelUri(), generation.digest());
    Map<String, List<Judgment>> byTask = new LinkedHashMap<>();
    round.tasks().forEach(task -> byTask.put(task, new ArrayList<>()));
    round
        .asks()
        .forEach(ask -> byTask.computeIfAbsent(ask.task(), task -> new ArrayList<>()).add(ask));
    Map<String, List<Searching>> searches = new LinkedHashMap<>();
    for (Map.Entry<String, List<Judgment>> task : byTask.entrySet()) {
      List<Searching> ofTask = new ArrayList<>();
      float[][] vectors = encode(model, generation, task.getKey(), task.getValue());
      ServingGeneration asked = generation.forTask(Optional.of(task.getKey()));
      for (int i = 0; i < vectors.length; i++) {
        Judgment judgment = task.getValue().get(i);
        boolean sampled = sampling.takes(judgment.queryId(), round.time());
        ofTask.add(start(asked, judgment, vectors[i], sampled));
      }
      searches.put(task.getKey(), ofTask);
    }
    List<TaskAnswers> answers = new ArrayList<>();
    for (Map.Entry<String, List<Searching>> task : searches.entrySet()) {
      Measured measured = finish(task.getKey(), task.getValue());
      answers.add(
          new TaskAnswers(
              task.getKey(),
              round.time(),
              generation.index(),
              generation.versionName(),
              measured.sums(),
              measured.compared()));
    }
    return answers;
  }

  private Searching start(
      ServingGeneration generation, Judgment judgment, float[] vector, boolean sampled) {
    int depth = config.evaluation().depth();
    CompletableFuture<List<Hit>> found = client.knnAsync(generation, vector, depth);
    if (!sampled) {
      return new Searching(
          judgment,
          false,
          found,
          CompletableFuture.completedFuture(List.of()),
          CompletableFuture.completedFuture(Set.of()));
    }
    return new Searching(
        judgment,
        true,
        found,
        client.exactAsync(generation, vector, depth),
        client.presentAsync(generation.index(), judgment.relevant().keySet()));
  }

  private Measured finish(String task, List<Searching> searches) throws OpenSearchFailure {
    MetricSums sums = MetricSums.empty();
    Map<String, Double> found = new LinkedHashMap<>();
    List<Judgment> sample = new ArrayList<>();
    for (Searching search : searches) {
      Judgment judgment = search.judgment();
      List<String> ranked = ranked(OpenSearchFailure.join(search.found()));
      Map<String, Double> metrics = new HashMap<>(QueryMetrics.of(ranked, judgment.relevant()));
      if (search.sampled()) {
        metrics.putAll(losses(search, ranked));
        sample.add(judgment);
        found.put(judgment.queryId(), metrics.getOrDefault(QueryMetrics.NDCG_10, 0.0));
      }
      sums = sums.plus(judgment.queryId(), metrics);
    }
    Map<String, Map<String, Double>> gains = gains(task, sample, found);
    return new Measured(sums.merge(MetricSums.of(gains)), DistinctQueries.of(gains.keySet()));
  }

  private Map<String, Double> losses(Searching search, List<String> ranked) {
    try {
      return SampleLosses.of(
          search.judgment(),
          ranked,
          ranked(OpenSearchFailure.join(search.exact())),
          OpenSearchFailure.join(search.present()));
    } catch (OpenSearchFailure e) {
      return unsampled(e);
    }
  }

  /** The sample asked in the former generation: what this one gained, query by query. */
  private Map<String, Map<String, Double>> gains(
      String task, List<Judgment> sample, Map<String, Double> found) {
    Map<String, Map<String, Double>> gains = new LinkedHashMap<>();
    try {
      Optional<ServingGeneration> former =
          sample.isEmpty() ? Optional.empty() : generations.former();
      if (former.isEmpty()) {
        return gains;
      }
      EmbeddingModel model = formerModels.load(former.get().modelUri(), former.get().digest());
      List<CompletableFuture<List<Hit>>> searches = new ArrayList<>();
      ServingGeneration asked = former.get().forTask(Optional.of(task));
      for (float[] vector : encode(model, former.get(), task, sample)) {
        searches.add(client.knnAsync(asked, vector, config.evaluation().depth()));
      }
      for (int i = 0; i < searches.size(); i++) {
        Judgment judgment = sample.get(i);
        double before =
            SampleLosses.ndcg(ranked(OpenSearchFailure.join(searches.get(i))), judgment.relevant());
        double gain = found.getOrDefault(judgment.queryId(), 0.0) - before;
        gains.put(judgment.queryId(), Map.of(LiveMetrics.FORMER, before, LiveMetrics.GAIN, gain));
      }
      return gains;
    } catch (IOException e) {
      generations.forget();
      unsampled(e);
      return gains;
    }
  }

  private Map<String, Double> unsampled(IOException cause) {
    if (!unsampled) {
      LOG.warn("The sample cannot be searched exactly or in the former generation", cause);
      unsampled = true;
    }
    return Map.of();
  }

  private float[][] encode(
      EmbeddingModel model, ServingGeneration generation, String task, List<Judgment> asks) {
    return new QueryEncoder(
            model,
            Optional.ofNullable(config.tasks().get(task)).map(TaskConfig::queries),
            generation.profile(Optional.of(task)))
        .encode(asks.stream().map(Judgment::query).toList());
  }

  private static List<String> ranked(List<Hit> hits) {
    return hits.stream().sorted(RANKING).map(Hit::id).toList();
  }

  @Override
  public void close() throws IOException {
    models.close();
    formerModels.close();
    connection.close();
  }
}
