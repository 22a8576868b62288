/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import io.freshet.config.FreshetConfig;
import io.freshet.config.TaskConfig;
import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.records.MinedExamples;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.jobs.models.VersionModels;
import io.freshet.jobs.negatives.Outcome.Reason;
import io.freshet.model.EmbeddingModel;
import io.freshet.serving.AliasedGenerations;
import io.freshet.serving.QueryEncoder;
import io.freshet.serving.QueryProfile;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Mines examples in the generation that serves: resolves the alias to the concrete index, encodes
 * queries and positives with that index's own version, searches that index. Examples that are mined
 * together share calls of the encoder, and one generation answers them all. Not thread-safe.
 */
final class IndexMiner implements AutoCloseable {
  private static final int NOT_FOUND = 404;

  private final FreshetConfig config;
  private final OpenSearchConnection connection;
  private final AliasedGenerations generations;
  private final SearchClient client;
  private final VersionModels models;
  private final NegativeChoice choice;

  /** A miner over a connection and models, all closed with it. */
  IndexMiner(
      OpenSearchConnection connection,
      VersionModels models,
      FreshetConfig config,
      InstantSource clock) {
    this.config = config;
    this.connection = connection;
    this.generations =
        new AliasedGenerations(new GenerationStore(connection), config.opensearch().alias(), clock);
    this.client = new SearchClient(connection);
    this.models = models;
    this.choice =
        new NegativeChoice(
            new ScoreCeiling(config.negatives().scoreShare(), config.negatives().margin()),
            config.negatives().count());
  }

  /**
   * Mines examples, one outcome for each in their order.
   *
   * @throws IOException if the index or the version cannot be reached
   */
  List<Outcome> mine(List<MiningRequest> requests) throws IOException {
    try {
      return mineIn(generations.serving(), requests);
    } catch (OpenSearchFailure e) {
      // An answer may be of a generation that is gone, or of a cluster that was another one.
      generations.forget();
      if (e.status() != NOT_FOUND) {
        throw e;
      }
      return mineIn(generations.serving(), requests);
    }
  }

  private List<Outcome> mineIn(Optional<ServingGeneration> generation, List<MiningRequest> requests)
      throws IOException {
    if (generation.isEmpty()) {
      return requests.stream()
          .<Outcome>map(each -> new Outcome.PassedBy(Reason.NOTHING_SERVES))
          .toList();
    }
    ServingGeneration serving = generation.get();
    EmbeddingModel model = models.load(serving.modelUri(), serving.digest());
    List<TrainingExample> examples = requests.stream().map(MiningRequest::example).toList();
    float[][] queries = queries(model, serving, examples);
    List<CompletableFuture<List<Hit>>> searches = new ArrayList<>();
    for (int i = 0; i < queries.length; i++) {
      ServingGeneration asked = serving.forTask(Optional.of(examples.get(i).task()));
      searches.add(client.knnAsync(asked, queries[i], config.negatives().depth()));
    }
    double[] positives =
        PositiveScores.lowest(model, task -> serving.profile(Optional.of(task)), examples, queries);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      TrainingExample example = examples.get(i);
      List<Candidate> found =
          OpenSearchFailure.join(searches.get(i)).stream().map(IndexMiner::candidate).toList();
      List<TextItem> negatives = choice.of(example, positives[i], found, requests.get(i).known());
      outcomes.add(
          negatives.isEmpty()
              ? new Outcome.PassedBy(Reason.NONE_FOUND)
              : new Outcome.Mined(MinedExamples.of(example, negatives, serving.digest())));
    }
    return outcomes;
  }

  private static Candidate candidate(Hit hit) {
    return new Candidate(hit.id(), hit.text(), hit.passage(), SearchClient.dotProduct(hit.score()));
  }

  /** Vectors of the queries, those of like prompts and lengths encoded together. */
  private float[][] queries(
      EmbeddingModel model, ServingGeneration serving, List<TrainingExample> examples) {
    Map<QueryProfile, List<Integer>> byProfile = new LinkedHashMap<>();
    for (int i = 0; i < examples.size(); i++) {
      byProfile.computeIfAbsent(profile(examples.get(i)), key -> new ArrayList<>()).add(i);
    }
    float[][] queries = new float[examples.size()][];
    byProfile.forEach(
        (profile, places) -> {
          float[][] encoded =
              new QueryEncoder(model, Optional.of(profile), serving.profile(profile.task()))
                  .encode(places.stream().map(place -> examples.get(place).query()).toList());
          for (int i = 0; i < encoded.length; i++) {
            queries[places.get(i)] = encoded[i];
          }
        });
    return queries;
  }

  /** As the trainer prompts the query: by the example, or by its task. */
  private QueryProfile profile(TrainingExample example) {
    TaskConfig task = config.tasks().get(example.task());
    if (task == null) {
      throw new IllegalStateException("examples of unknown tasks have no share");
    }
    return example.prompt().isEmpty()
        ? task.queries()
        : new QueryProfile(Optional.of(task.name()), example.prompt(), task.queryMaxLength());
  }

  @Override
  public void close() throws IOException {
    models.close();
    connection.close();
  }
}
