/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.generations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.DocumentFields;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.Queries;
import io.freshet.connectors.opensearch.client.Reply;
import io.freshet.connectors.opensearch.client.VectorPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The generations of one cluster and the alias that searches resolve. Stateless and thread-safe;
 * every method waits for OpenSearch and throws {@link OpenSearchFailure} where it cannot answer.
 */
public final class GenerationStore {

  private final OpenSearchConnection connection;

  /** A store over a connection, which stays the caller's to close. */
  public GenerationStore(OpenSearchConnection connection) {
    this.connection = connection;
  }

  /**
   * Creates the index of a generation. Does nothing where the same exists, whatever its shape: an
   * attempt before may have been made under other options.
   *
   * @throws IllegalStateException if the index exists for another version or dimension
   */
  public void create(GenerationSpec spec) throws OpenSearchFailure {
    create(spec, IndexDefinition.of(spec));
  }

  void create(GenerationSpec spec, ObjectNode definition) throws OpenSearchFailure {
    String what = "create index '" + spec.index() + "'";
    Reply reply = connection.call("PUT", "/" + spec.index(), Map.of(), definition);
    if (!reply.errorType().equals("resource_already_exists_exception")) {
      reply.orThrow(what);
      return;
    }
    JsonNode mappings = mappings(spec.index()).path(spec.index()).path("mappings");
    if (!IndexDefinition.isGeneration(mappings)
        || !same(IndexDefinition.generation(spec.index(), mappings), spec)
        || IndexDefinition.dimension(mappings) != spec.dimension()) {
      throw new IllegalStateException(
          "index '%s' exists but is not of version %s with %d dimensions; delete it"
              .formatted(spec.index(), spec.versionName(), spec.dimension()));
    }
  }

  private static boolean same(ServingGeneration found, GenerationSpec spec) {
    return found.digest().equals(spec.digest())
        && found.versionName().equals(spec.versionName())
        && found.versionStep() == spec.versionStep()
        && found.modelUri().equals(spec.modelUri())
        && new VectorPath(found.vectorField()).field().equals(spec.vectorField());
  }

  /**
   * The generation that the alias points to, or empty where there is no such alias.
   *
   * @throws IllegalStateException if the alias points to several indices, or to one that is no
   *     generation: no answer could be right then
   */
  public Optional<ServingGeneration> serving(String alias) throws OpenSearchFailure {
    JsonNode answer = mappings(alias);
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    List<ServingGeneration> generations = generations(answer);
    if (answer.size() != 1 || generations.size() != 1) {
      List<String> names = new ArrayList<>();
      answer.fieldNames().forEachRemaining(names::add);
      throw new IllegalStateException(
          "alias '%s' must point to one generation but points to %s".formatted(alias, names));
    }
    return Optional.of(generations.get(0));
  }

  /** What an index tells of itself, or empty where it does not exist or is no generation. */
  public Optional<ServingGeneration> generation(String index) throws OpenSearchFailure {
    return generations(mappings(index)).stream().findFirst();
  }

  /** All generations whose indices belong to an alias by their names, in no order. */
  public List<ServingGeneration> list(String alias) throws OpenSearchFailure {
    // The wildcard also finds those of an alias like docs-german.
    Pattern name = Pattern.compile(Pattern.quote(alias) + "-g[0-9]+-[0-9a-f]{8}");
    return generations(mappings(alias + "-g*")).stream()
        .filter(generation -> name.matcher(generation.index()).matches())
        .toList();
  }

  /** What the versions of documents in an index count from; empty where there is no such index. */
  public Map<String, String> sources(String index) throws OpenSearchFailure {
    return IndexDefinition.sources(mappings(index).path(index).path("mappings"));
  }

  /**
   * What becomes of documents in an index.
   *
   * @throws OpenSearchFailure of status 404 where there is no such index
   */
  public IndexShape shape(String index) throws OpenSearchFailure {
    JsonNode found = mappings(index).path(index);
    if (found.isMissingNode()) {
      throw new OpenSearchFailure(404, "", "there is no index '" + index + "'", null);
    }
    return IndexDefinition.shape(found.path("mappings"));
  }

  private JsonNode mappings(String name) throws OpenSearchFailure {
    Reply reply =
        connection.call("GET", "/" + name + "/_mapping", Map.of("allow_no_indices", "true"));
    if (reply.status() == 404) {
      return OpenSearchConnection.newObject();
    }
    return reply.orThrow("read the mapping of '" + name + "'").body();
  }

  private static List<ServingGeneration> generations(JsonNode answer) {
    List<ServingGeneration> generations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : answer.properties()) {
      JsonNode mappings = entry.getValue().path("mappings");
      if (IndexDefinition.isGeneration(mappings)) {
        generations.add(IndexDefinition.generation(entry.getKey(), mappings));
      }
    }
    return generations;
  }

  /**
   * Points the alias to another index in one step, if it points where it is expected to. Safe to
   * repeat: a second call like one that succeeded succeeds.
   *
   * @param expectedOld the index it points to now, or empty if the alias does not exist. OpenSearch
   *     checks the former within the step; the latter is checked before it.
   */
  public SwapResult swap(String alias, Optional<String> expectedOld, String newIndex)
      throws OpenSearchFailure {
    if (expectedOld.isEmpty() || expectedOld.get().equals(newIndex)) {
      List<String> actual = resolve(alias);
      if (!actual.isEmpty()) {
        return actual.equals(List.of(newIndex))
            ? new SwapResult.Swapped(newIndex)
            : new SwapResult.Conflict(actual);
      }
      if (expectedOld.isPresent()) {
        return new SwapResult.Conflict(actual);
      }
    }
    ObjectNode body = OpenSearchConnection.newObject();
    ArrayNode actions = body.putArray("actions");
    // Without must_exist a failed expectation leaves the alias on both.
    expectedOld.ifPresent(
        old ->
            actions
                .addObject()
                .putObject("remove")
                .put("index", old)
                .put("alias", alias)
                .put("must_exist", true));
    actions.addObject().putObject("add").put("index", newIndex).put("alias", alias);
    Reply reply = connection.call("POST", "/_aliases", Map.of(), body);
    if (reply.ok()) {
      return new SwapResult.Swapped(newIndex);
    }
    if (reply.status() != 404) {
      throw reply.failure("point alias '" + alias + "' to '" + newIndex + "'");
    }
    List<String> actual = resolve(alias);
    if (actual.equals(List.of(newIndex))) {
      return new SwapResult.Swapped(newIndex);
    }
    return exists(newIndex) ? new SwapResult.Conflict(actual) : new SwapResult.NoIndex(newIndex);
  }

  /** The indices that an alias points to, empty where it does not exist. */
  public List<String> resolve(String alias) throws OpenSearchFailure {
    Reply reply = connection.call("GET", "/_alias/" + alias, Map.of());
    List<String> indices = new ArrayList<>();
    if (reply.status() != 404) {
      reply
          .orThrow("resolve alias '" + alias + "'")
          .body()
          .fieldNames()
          .forEachRemaining(indices::add);
    }
    return indices;
  }

  /** Whether an index or alias of the name exists. */
  public boolean exists(String index) throws OpenSearchFailure {
    Reply reply = connection.call("HEAD", "/" + index, Map.of());
    if (reply.status() == 404) {
      return false;
    }
    reply.orThrow("look for index '" + index + "'");
    return true;
  }

  /** Documents that searches can find, tombstones not counted; as of the last refresh. */
  public long count(String index) throws OpenSearchFailure {
    ObjectNode body = OpenSearchConnection.newObject();
    Queries.notDeleted(body.putObject("query"));
    return connection
        .call("POST", "/" + index + "/_count", Map.of(), body)
        .orThrow("count the documents of '" + index + "'")
        .body()
        .path("count")
        .asLong();
  }

  /** Makes all that is written visible to searches. */
  public void refresh(String index) throws OpenSearchFailure {
    connection.call("POST", "/" + index + "/_refresh", Map.of()).orThrow("refresh '" + index + "'");
  }

  /** Deletes an index; does nothing where it does not exist. */
  public void delete(String index) throws OpenSearchFailure {
    Reply reply = connection.call("DELETE", "/" + index, Map.of());
    if (reply.status() != 404) {
      reply.orThrow("delete index '" + index + "'");
    }
  }

  /**
   * Begins to remove the tombstones that an index has now, and does not wait: there may be
   * millions. Only for an index that gets no more backfill writes, and whose live writer remembers
   * deletes: without its tombstone an older write of a document brings it back.
   */
  public void purgeTombstones(String index) throws OpenSearchFailure {
    ObjectNode body = OpenSearchConnection.newObject();
    body.putObject("query").putObject("term").put(DocumentFields.DELETED, true);
    Reply unused =
        connection
            .call(
                "POST",
                "/" + index + "/_delete_by_query",
                Map.of("conflicts", "proceed", "wait_for_completion", "false"),
                body)
            .orThrow("purge the tombstones of '" + index + "'");
  }
}
