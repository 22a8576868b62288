/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.retrieval;

import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.HitDetail;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.evaluation.beir.DocumentSearch;
import io.freshet.evaluation.metrics.ScoredDocument;
import io.freshet.serving.SearchPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Asks one generation as searches in service do, a few queries at a time. Scores are OpenSearch's,
 * or those of the fusion. Not thread-safe.
 */
public final class LiveSearch implements DocumentSearch {
  /** Documents that OpenSearch gives for one query at most. */
  static final int DEEPEST = 10_000;

  private static final int NOT_FOUND = 404;

  /** Queries encoded together: enough to sort by length. */
  private static final int ENCODED_AT_ONCE = 256;

  /** Searches under way together: enough to keep a node's processors busy, and no flood. */
  private static final int UNDER_WAY = 8;

  private final SearchClient client;
  private final ServingGeneration generation;
  private final Function<List<String>, float[][]> encoder;
  private final SearchPlan plan;
  private final LongConsumer progress;

  /**
   * A search.
   *
   * @param encoder gives one vector a query, in the space of the generation
   * @param progress told how many queries are answered
   */
  public LiveSearch(
      SearchClient client,
      ServingGeneration generation,
      Function<List<String>, float[][]> encoder,
      SearchPlan plan,
      LongConsumer progress) {
    this.client = client;
    this.generation = generation;
    this.encoder = encoder;
    this.plan = plan;
    this.progress = progress;
  }

  @Override
  public Map<String, List<ScoredDocument>> search(Map<String, String> queries, int depth)
      throws IOException {
    List<String> ids = List.copyOf(queries.keySet());
    List<String> texts = List.copyOf(queries.values());
    Map<String, List<ScoredDocument>> answers = new LinkedHashMap<>();
    for (int from = 0; from < ids.size(); from += ENCODED_AT_ONCE) {
      int to = Math.min(ids.size(), from + ENCODED_AT_ONCE);
      float[][] vectors =
          plan.needsVector() ? encoder.apply(texts.subList(from, to)) : new float[to - from][0];
      for (int first = from; first < to; first += UNDER_WAY) {
        List<CompletableFuture<List<Hit>>> searches = new ArrayList<>();
        for (int i = first; i < Math.min(to, first + UNDER_WAY); i++) {
          searches.add(
              plan.search(
                  client, generation, vectors[i - from], texts.get(i), depth, HitDetail.SCORE));
        }
        for (int i = 0; i < searches.size(); i++) {
          answers.put(ids.get(first + i), documents(join(searches.get(i))));
        }
        progress.accept(answers.size());
      }
    }
    return answers;
  }

  private static List<ScoredDocument> documents(List<Hit> hits) {
    return hits.stream().map(hit -> new ScoredDocument(hit.id(), hit.score())).toList();
  }

  private List<Hit> join(CompletableFuture<List<Hit>> search) throws IOException {
    try {
      return search.join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof OpenSearchFailure failure)) {
        throw e;
      }
      if (failure.status() == NOT_FOUND) {
        // Going on in the next generation would mix two models in one figure.
        throw new IOException(
            "generation %s was retired while it was evaluated; call again for the one that serves now"
                .formatted(generation.index()),
            failure);
      }
      throw failure;
    }
  }
}
