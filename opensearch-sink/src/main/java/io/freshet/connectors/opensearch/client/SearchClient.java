/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Searches concrete indices; tombstones are never found. Thread-safe. A search in a generation that
 * is gone meanwhile fails with status 404: resolve the alias again.
 */
public final class SearchClient {

  private static final int BAD_REQUEST = 400;

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
    return search(generation.index(), Queries.nearest(generation, query, k, List.of()));
  }

  /** {@link #knn} without waiting; fails with {@link OpenSearchFailure} alone. */
  public CompletableFuture<List<Hit>> knnAsync(VectorIndex generation, float[] query, int k) {
    return searchAsync(generation.index(), Queries.nearest(generation, query, k, List.of()));
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
   * Ids of documents that searches can find, drawn at random; the same seed draws the same ones as
   * long as the index stays as it is.
   *
   * @param count how many at most, no more than 10,000
   */
  public List<String> sample(String index, int count, long seed) throws OpenSearchFailure {
    return search(index, Queries.sample(count, seed)).stream().map(Hit::id).toList();
  }

  /**
   * The documents that BM25 finds in title and text, best first.
   *
   * @param k how many at most
   */
  public List<Hit> match(String index, String text, int k) throws OpenSearchFailure {
    return search(index, Queries.match(text, k, List.of(), Map.of()));
  }

  /** {@link #match} without waiting; fails with {@link OpenSearchFailure} alone. */
  public CompletableFuture<List<Hit>> matchAsync(String index, String text, int k) {
    return searchAsync(index, Queries.match(text, k, List.of(), Map.of()));
  }

  /**
   * The nearest documents that meet all conditions, best first, without waiting; fails with {@link
   * OpenSearchFailure} alone, of status 400 where a condition has a value that its field cannot
   * have.
   *
   * @param query encoded by the generation's own version, [dimension]
   * @param k how many at most
   * @param detail what hits bring along; other parts of them are empty
   */
  public CompletableFuture<List<Hit>> nearestAsync(
      VectorIndex generation,
      float[] query,
      int k,
      List<MetadataFilter> filters,
      HitDetail detail) {
    Optional<OpenSearchFailure> wrong = wrong(generation, filters);
    if (wrong.isPresent()) {
      return CompletableFuture.failedFuture(wrong.get());
    }
    return searchAsync(
        generation.index(), shown(Queries.nearest(generation, query, k, filters), detail));
  }

  /**
   * The nearest documents of an index whose documents may have any fields, best first, without
   * waiting; fails with {@link OpenSearchFailure} alone. The metadata of a hit are the whole
   * document but its vector.
   *
   * @param query in the space of the index's vectors, [dimension]
   * @param k how many at most
   */
  public CompletableFuture<List<Hit>> documentsAsync(VectorIndex index, float[] query, int k) {
    ObjectNode body = Queries.nearest(index, query, k, List.of());
    return searchAsync(
        index.index(),
        Queries.withoutVector(body, index.vectorField()),
        SearchClient::wholeDocument);
  }

  /** {@link #nearestAsync} by the words of a text instead of a vector. */
  public CompletableFuture<List<Hit>> wordsAsync(
      VectorIndex generation, String text, int k, List<MetadataFilter> filters, HitDetail detail) {
    Optional<OpenSearchFailure> wrong = wrong(generation, filters);
    if (wrong.isPresent()) {
      return CompletableFuture.failedFuture(wrong.get());
    }
    return searchAsync(
        generation.index(),
        shown(Queries.match(text, k, filters, generation.types()), detail, text));
  }

  /** {@link #nearestAsync} and {@link #wordsAsync} in one request. */
  public CompletableFuture<BothAnswers> bothAsync(
      VectorIndex generation,
      float[] query,
      String text,
      int k,
      List<MetadataFilter> filters,
      HitDetail detail) {
    Optional<OpenSearchFailure> wrong = wrong(generation, filters);
    if (wrong.isPresent()) {
      return CompletableFuture.failedFuture(wrong.get());
    }
    String lines =
        "{}\n"
            + shown(Queries.nearest(generation, query, k, filters), detail, text)
            + "\n{}\n"
            + shown(Queries.match(text, k, filters, generation.types()), detail, text)
            + "\n";
    String index = generation.index();
    return connection
        .callAsync(
            "POST",
            "/" + index + "/_msearch",
            Map.of(),
            lines.getBytes(StandardCharsets.UTF_8),
            "application/x-ndjson")
        .thenCompose(
            reply -> {
              try {
                JsonNode answers =
                    reply.orThrow("search in '" + index + "'").body().path("responses");
                return CompletableFuture.completedFuture(
                    new BothAnswers(
                        hits(index, answer(answers, 0)), hits(index, answer(answers, 1))));
              } catch (OpenSearchFailure e) {
                return CompletableFuture.failedFuture(e);
              }
            });
  }

  /** OpenSearch would say no more than that all shards failed. */
  private static Optional<OpenSearchFailure> wrong(
      VectorIndex generation, List<MetadataFilter> filters) {
    for (MetadataFilter filter : filters) {
      MetadataType type = generation.types().get(filter.field());
      if (type != null && !type.takes(filter.value())) {
        String error =
            "the filter on '%s' says '%s', which is not %s as the field's values are; give one"
                .formatted(filter.field(), filter.value(), type.description());
        return Optional.of(new OpenSearchFailure(BAD_REQUEST, "filter", error, null));
      }
    }
    return Optional.empty();
  }

  private static ObjectNode shown(ObjectNode body, HitDetail detail) {
    return switch (detail) {
      case SCORE -> Queries.withoutTexts(body);
      case TEXTS -> body;
      case ALL -> Queries.withMetadata(body);
    };
  }

  /** The same for a search in which words have a part. */
  private static ObjectNode shown(ObjectNode body, HitDetail detail, String words) {
    ObjectNode shown = shown(body, detail);
    return detail == HitDetail.ALL ? Queries.withHighlights(shown, words) : shown;
  }

  /** Each answer of several has a status of its own. */
  private static Reply answer(JsonNode answers, int number) {
    JsonNode body = answers.path(number);
    return new Reply(body.path("status").asInt(500), body);
  }

  private List<Hit> search(String index, ObjectNode body) throws OpenSearchFailure {
    return hits(index, connection.call("POST", "/" + index + "/_search", Map.of(), body));
  }

  private CompletableFuture<List<Hit>> searchAsync(String index, ObjectNode body) {
    return searchAsync(index, body, SearchClient::metadata);
  }

  private CompletableFuture<List<Hit>> searchAsync(
      String index, ObjectNode body, Function<JsonNode, ObjectNode> metadata) {
    return connection
        .callAsync("POST", "/" + index + "/_search", Map.of(), body)
        .thenCompose(
            reply -> {
              try {
                return CompletableFuture.completedFuture(hits(index, reply, metadata));
              } catch (OpenSearchFailure e) {
                return CompletableFuture.failedFuture(e);
              }
            });
  }

  private static List<Hit> hits(String index, Reply reply) throws OpenSearchFailure {
    return hits(index, reply, SearchClient::metadata);
  }

  private static List<Hit> hits(String index, Reply reply, Function<JsonNode, ObjectNode> metadata)
      throws OpenSearchFailure {
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
              source.path(DocumentFields.TEXT).asText(""),
              metadata.apply(source),
              highlights(hit.path("highlight"))));
    }
    return hits;
  }

  private static ObjectNode metadata(JsonNode source) {
    return wholeDocument(source.path(DocumentFields.METADATA));
  }

  private static ObjectNode wholeDocument(JsonNode source) {
    return source instanceof ObjectNode object ? object : OpenSearchConnection.newObject();
  }

  private static List<String> highlights(JsonNode pieces) {
    List<String> highlights = new ArrayList<>();
    for (String field : List.of(DocumentFields.TITLE, DocumentFields.TEXT)) {
      pieces.path(field).forEach(piece -> highlights.add(piece.asText()));
    }
    return highlights;
  }
}
