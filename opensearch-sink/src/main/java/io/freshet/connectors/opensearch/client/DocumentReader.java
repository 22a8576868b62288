/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads documents by id as they are now, without waiting for a refresh. Thread-safe. */
public final class DocumentReader {

  private static final List<String> FIELDS =
      List.of(DocumentFields.TITLE, DocumentFields.TEXT, DocumentFields.DELETED);

  /** How long the server keeps a scan for its next page. */
  private static final String KEPT = "10m";

  private final OpenSearchConnection connection;

  /** A reader over a connection, which stays the caller's to close. */
  public DocumentReader(OpenSearchConnection connection) {
    this.connection = connection;
  }

  /**
   * The documents that exist, by id, tombstones among them.
   *
   * @param vectorField a path, or the field of it that the document itself has
   */
  public Map<String, StoredDocument> read(String index, String vectorField, Collection<String> ids)
      throws OpenSearchFailure {
    String field = new VectorPath(vectorField).field();
    return documents(
        index,
        field,
        connection.call(
            "POST",
            "/" + index + "/_mget",
            Map.of("_source_includes", String.join(",", FIELDS) + "," + field),
            body(ids)));
  }

  /**
   * Hands over all documents that a refreshed index holds, page by page and in no order, as they
   * were at the beginning; tombstones among them.
   *
   * @param vectorField as {@link #read} takes it
   * @param page documents that are held at a time
   */
  public void scan(
      String index, String vectorField, int page, Consumer<List<StoredDocument>> documents)
      throws OpenSearchFailure {
    String field = new VectorPath(vectorField).field();
    ObjectNode body = OpenSearchConnection.newObject();
    body.put("size", page).put("version", true);
    body.putArray("sort").add("_doc");
    ArrayNode fields = body.putArray("_source");
    FIELDS.forEach(fields::add);
    fields.add(field);
    String action = "read the documents of '" + index + "'";
    JsonNode answer =
        connection
            .call("POST", "/" + index + "/_search", Map.of("scroll", KEPT), body)
            .orThrow(action)
            .body();
    String scroll = answer.path("_scroll_id").asText();
    try {
      while (!answer.path("hits").path("hits").isEmpty()) {
        List<StoredDocument> found = new ArrayList<>();
        answer.path("hits").path("hits").forEach(hit -> found.add(document(hit, field)));
        documents.accept(found);
        answer =
            connection
                .call("POST", "/_search/scroll", Map.of(), next(scroll))
                .orThrow(action)
                .body();
        scroll = answer.path("_scroll_id").asText();
      }
    } finally {
      // It would end by itself too.
      Reply unused =
          connection.call(
              "DELETE",
              "/_search/scroll",
              Map.of(),
              OpenSearchConnection.newObject().put("scroll_id", scroll));
    }
  }

  private static ObjectNode next(String scroll) {
    return OpenSearchConnection.newObject().put("scroll", KEPT).put("scroll_id", scroll);
  }

  private static ObjectNode body(Collection<String> ids) {
    ObjectNode body = OpenSearchConnection.newObject();
    ArrayNode array = body.putArray("ids");
    ids.forEach(array::add);
    return body;
  }

  private static Map<String, StoredDocument> documents(
      String index, String vectorField, Reply reply) throws OpenSearchFailure {
    Map<String, StoredDocument> found = new HashMap<>();
    for (JsonNode item : reply.orThrow("read documents of '" + index + "'").body().path("docs")) {
      if (item.has("error")) {
        JsonNode error = item.path("error");
        throw new OpenSearchFailure(
            error.path("type").asText().equals("index_not_found_exception") ? 404 : 503,
            error.path("type").asText(),
            "cannot read documents of '" + index + "': " + error,
            null);
      }
      if (item.path("found").asBoolean()) {
        StoredDocument document = document(item, vectorField);
        found.put(document.id(), document);
      }
    }
    return found;
  }

  private static StoredDocument document(JsonNode item, String vectorField) {
    JsonNode source = item.path("_source");
    return new StoredDocument(
        item.path("_id").asText(),
        item.path("_version").asLong(),
        source.path(DocumentFields.DELETED).asBoolean(),
        source.path(DocumentFields.TITLE).asText(""),
        source.path(DocumentFields.TEXT).asText(""),
        vectors(source.path(vectorField)));
  }

  private static float[][] vectors(JsonNode field) {
    if (field.isEmpty()) {
      return new float[0][];
    }
    if (!field.get(0).isObject()) {
      return new float[][] {vector(field)};
    }
    float[][] chunks = new float[field.size()][];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = vector(field.get(i).elements().next());
    }
    return chunks;
  }

  private static float[] vector(JsonNode numbers) {
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = numbers.get(i).floatValue();
    }
    return vector;
  }
}
