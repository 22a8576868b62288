/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import io.freshet.connectors.opensearch.client.Hit;
import io.freshet.connectors.opensearch.client.HitDetail;
import io.freshet.connectors.opensearch.client.MetadataFilter;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.client.VectorIndex;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * How a query is answered. Immutable.
 *
 * @param fusion how both answers become one, in a hybrid search
 * @param filters conditions that every document found meets, in every mode
 */
public record SearchPlan(SearchMode mode, Fusion fusion, List<MetadataFilter> filters) {

  /** What measured best: see docs/search.md. */
  public static final Fusion DEFAULT_FUSION = new Fusion(Fusion.Method.SCORES, 0.5);

  /** By vectors, unfiltered. */
  public static final SearchPlan VECTORS =
      new SearchPlan(SearchMode.VECTOR, DEFAULT_FUSION, List.of());

  /** Documents that are fused from each side at least, whatever is asked for. */
  public static final int CANDIDATES = 100;

  /** Keeps a copy of the filters. */
  public SearchPlan {
    filters = List.copyOf(filters);
  }

  /** Whether the query has to be encoded. */
  public boolean needsVector() {
    return mode != SearchMode.BM25;
  }

  /**
   * Asks a generation without waiting. Fails with {@link
   * io.freshet.connectors.opensearch.client.OpenSearchFailure} alone.
   *
   * @param vector of the text, by the generation's own version, [dimension]; empty where none is
   *     needed
   * @param count documents at most
   * @param detail what hits bring along; other parts of them are empty
   */
  public CompletableFuture<List<Hit>> search(
      SearchClient client,
      VectorIndex generation,
      float[] vector,
      String text,
      int count,
      HitDetail detail) {
    return switch (mode) {
      case VECTOR -> client.nearestAsync(generation, vector, count, filters, detail);
      case BM25 -> client.wordsAsync(generation, text, count, filters, detail);
      case HYBRID ->
          client
              .bothAsync(generation, vector, text, Math.max(CANDIDATES, count), filters, detail)
              .thenApply(both -> fusion.fuse(both.vectors(), both.words(), count));
    };
  }

  /** What answers depend on beside the query and the index, by name. */
  public Map<String, String> about() {
    String conditions =
        filters.stream().map(MetadataFilter::toString).collect(Collectors.joining(" and "));
    String how = mode.name().toLowerCase(Locale.ROOT);
    return Map.of(
        "search", mode == SearchMode.HYBRID ? how + " " + fusion : how, "filters", conditions);
  }
}
