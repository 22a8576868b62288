/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Searches concrete indices; tombstones are never found. Thread-safe. A search in a generation that
 * is gone meanwhile fails with status 404: resolve the alias again.
 */
public final class SearchClient {

  private final OpenSearchConnection connection;

  /** A client over a connection, which stays the caller's to close. */
  public SearchClient(OpenSearchConnection connection) {
    this.connection = connection;
  }

  /**
   * The nearest documents of a generation, best first.
   *
   * @param query encoded by the generation's own version, [dimension]
   * @param k how many at most
   */
  public List<Hit> knn(VectorIndex generation, float[] query, int k) throws OpenSearchFailure {
    return search(generation.index(), Queries.nearest(generation.vectorField(), query, k));
  }

  /** {@link #knn} without waiting; fails with {@link OpenSearchFailure} alone. */
  public CompletableFuture<List<Hit>> knnAsync(VectorIndex generation, float[] query, int k) {
    return searchAsync(generation.index(), Queries.nearest(generation.vectorField(), query, k));
  }

  /**
   * The dot product of query and document of which a search by vectors made a score, up to rounding
   * in single precision: it can be compared across answers, and with other texts that the same
   * version encodes.
   *
   * @param score of a hit of {@link #knn}, {@link #knnAsync} or {@link #exactAsync}
   */
  public static double dotProduct(double score) {
    // Lucene's maximum inner product: 1 + d for d >= 0, 1 / (1 - d) below.
    return score >= 1 ? score - 1 : 1 - 1 / score;
  }

  /**
   * {@link #knnAsync} without titles and texts, which are empty: so a deep answer stays small.
   * Fails with {@link OpenSearchFailure} alone.
   */
  public CompletableFuture<List<Hit>> knnIdsAsync(VectorIndex generation, float[] query, int k) {
    ObjectNode body = Queries.nearest(generation.vectorField(), query, k);
    body.put("_source", false);
    return searchAsync(generation.index(), body);
  }

  /**
   * The nearest documents of a generation among all of them, best first, without waiting: what
   * {@link #knnAsync} would find if its graph lost nothing. Costs time in proportion to the index.
   * Fails with {@link OpenSearchFailure} alone.
   *
   * @param query encoded by the generation's own version, [dimension]
   * @param k how many at most
   */
  public CompletableFuture<List<Hit>> exactAsync(VectorIndex generation, float[] query, int k) {
    return searchAsync(generation.index(), Queries.exact(generation.vectorField(), query, k));
  }

  /**
   * Those of the given documents that searches can find, without waiting; tombstones are not among
   * them. Fails with {@link OpenSearchFailure} alone.
   */
  public CompletableFuture<Set<String>> presentAsync(String index, Collection<String> ids) {
    return searchAsync(index, Queries.present(ids))
        .thenApply(hits -> hits.stream().map(Hit::id).collect(Collectors.toSet()));
  }

  /**
   * The documents that BM25 finds in title and text, best first.
   *
   * @param k how many at most
   */
  public List<Hit> match(String index, String text, int k) throws OpenSearchFailure {
    return search(index, Queries.match(text, k));
  }

  /** {@link #match} without waiting; fails with {@link OpenSearchFailure} alone. */
  public CompletableFuture<List<Hit>> matchAsync(String index, String text, int k) {
    return searchAsync(index, Queries.match(text, k));
  }

  private List<Hit> search(String index, ObjectNode body) throws OpenSearchFailure {
    return hits(index, connection.call("POST", "/" + index + "/_search", Map.of(), body));
  }

  private CompletableFuture<List<Hit>> searchAsync(String index, ObjectNode body) {
    return connection
        .callAsync("POST", "/" + index + "/_search", Map.of(), body)
        .thenCompose(
            reply -> {
              try {
                return CompletableFuture.completedFuture(hits(index, reply));
              } catch (OpenSearchFailure e) {
                return CompletableFuture.failedFuture(e);
              }
            });
  }

  private static List<Hit> hits(String index, Reply reply) throws OpenSearchFailure {
    JsonNode body = reply.orThrow("search in '" + index + "'").body();
    if (body.path("timed_out").asBoolean() || body.path("_shards").path("failed").asInt() > 0) {
      // Part of an answer would look like a worse model.
      throw new OpenSearchFailure(
          503, "partial", "the search in '" + index + "' was answered in part: " + body, null);
    }
    List<Hit> hits = new ArrayList<>();
    for (JsonNode hit : body.path("hits").path("hits")) {
      JsonNode source = hit.path("_source");
      hits.add(
          new Hit(
              hit.path("_id").asText(),
              hit.path("_score").asDouble(),
              source.path(DocumentFields.TITLE).asText(""),
              source.path(DocumentFields.TEXT).asText("")));
    }
    return hits;
  }
}
