/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.annotation.Internal;

/** The search queries of this package. All of them leave tombstones out. */
@Internal
public final class Queries {

  /** Candidates a search keeps at least, whatever it returns: fewer cost recall. */
  private static final int CANDIDATES = 100;

  private Queries() {}

  /** Makes a query of all documents that are none. */
  public static void notDeleted(ObjectNode query) {
    leaveOut(query.putObject("bool"), List.of(), Map.of());
  }

  private static void leaveOut(
      ObjectNode bool, List<MetadataFilter> filters, Map<String, MetadataType> types) {
    if (!filters.isEmpty()) {
      ArrayNode all = bool.putArray("filter");
      filters.forEach(filter -> filter.addTo(all, types));
    }
    bool.putArray("must_not").addObject().putObject("term").put(DocumentFields.DELETED, true);
  }

  static ObjectNode nearest(
      VectorIndex index, float[] vector, int k, List<MetadataFilter> filters) {
    ObjectNode body = search(k);
    VectorPath path = new VectorPath(index.vectorField());
    ObjectNode knn = best(body.putObject("query"), path).putObject("knn").putObject(path.path());
    ArrayNode numbers = knn.putArray("vector");
    for (float number : vector) {
      numbers.add(number);
    }
    knn.put("k", k);
    // Inside the search of the graph: a filter after it would leave fewer than k.
    leaveOut(knn.putObject("filter").putObject("bool"), filters, index.types());
    knn.putObject("method_parameters").put("ef_search", Math.max(CANDIDATES, k));
    return body;
  }

  /** Of a document with several vectors the nearest one counts. */
  private static ObjectNode best(ObjectNode query, VectorPath path) {
    if (!path.isNested()) {
      return query;
    }
    ObjectNode nested = query.putObject("nested");
    nested.put("path", path.field()).put("score_mode", "max");
    return nested.putObject("query");
  }

  /** All vectors are looked at: the graph has no part in the answer. */
  static ObjectNode exact(String vectorField, float[] vector, int k) {
    ObjectNode body = search(k);
    VectorPath path = new VectorPath(vectorField);
    ObjectNode scored = best(body.putObject("query"), path).putObject("script_score");
    if (path.isNested()) {
      // Tombstones have no chunks.
      scored.putObject("query").putObject("match_all");
    } else {
      notDeleted(scored.putObject("query"));
    }
    ObjectNode script = scored.putObject("script");
    script.put("lang", "knn").put("source", "knn_score");
    ObjectNode params = script.putObject("params");
    params.put("field", vectorField);
    ArrayNode numbers = params.putArray("query_value");
    for (float number : vector) {
      numbers.add(number);
    }
    params.put("space_type", "innerproduct");
    return body;
  }

  /** Those of the ids that stand in the index. */
  static ObjectNode present(Collection<String> ids) {
    ObjectNode body = withoutTexts(search(Math.max(1, ids.size())));
    ObjectNode bool = body.putObject("query").putObject("bool");
    ArrayNode values = bool.putArray("filter").addObject().putObject("ids").putArray("values");
    ids.forEach(values::add);
    bool.putArray("must_not").addObject().putObject("term").put(DocumentFields.DELETED, true);
    return body;
  }

  /** Documents at random, by a field that every document has. */
  static ObjectNode sample(int count, long seed) {
    ObjectNode body = withoutTexts(search(count));
    ObjectNode scored = body.putObject("query").putObject("function_score");
    notDeleted(scored.putObject("query"));
    scored.putObject("random_score").put("seed", seed).put("field", "_seq_no");
    scored.put("boost_mode", "replace");
    return body;
  }

  static ObjectNode match(
      String text, int k, List<MetadataFilter> filters, Map<String, MetadataType> types) {
    ObjectNode body = search(k);
    ObjectNode bool = body.putObject("query").putObject("bool");
    words(bool.putArray("must").addObject(), text);
    leaveOut(bool, filters, types);
    return body;
  }

  private static void words(ObjectNode query, String text) {
    ObjectNode match = query.putObject("multi_match");
    match.put("query", text);
    match.put("type", "most_fields");
    match.putArray("fields").add(DocumentFields.TITLE).add(DocumentFields.TEXT);
  }

  /** The same query, answered with metadata too. */
  static ObjectNode withMetadata(ObjectNode body) {
    body.withArray("_source").add(DocumentFields.METADATA);
    return body;
  }

  /** The same query, answered with pieces that hold words of a text, whatever found them. */
  static ObjectNode withHighlights(ObjectNode body, String text) {
    ObjectNode highlight = body.putObject("highlight");
    words(highlight.putObject("highlight_query"), text);
    ObjectNode fields = highlight.putObject("fields");
    // A title is short: the whole of it is one piece.
    fields.putObject(DocumentFields.TITLE).put("number_of_fragments", 0);
    fields.putObject(DocumentFields.TEXT);
    return body;
  }

  /** The same query, answered with all fields but one. */
  static ObjectNode withoutVector(ObjectNode body, String vectorField) {
    body.putObject("_source").putArray("excludes").add(vectorField);
    return body;
  }

  /** The same query, answered by ids and scores alone. */
  static ObjectNode withoutTexts(ObjectNode body) {
    return body.put("_source", false);
  }

  private static ObjectNode search(int k) {
    ObjectNode body = OpenSearchConnection.newObject();
    body.put("size", k);
    body.put("track_total_hits", false);
    body.putArray("_source").add(DocumentFields.TITLE).add(DocumentFields.TEXT);
    return body;
  }
}
