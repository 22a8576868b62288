/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import org.apache.flink.annotation.Internal;

/** The search queries of this package. All of them leave tombstones out. */
@Internal
public final class Queries {

  /** Candidates a search keeps at least, whatever it returns: fewer cost recall. */
  private static final int CANDIDATES = 100;

  private Queries() {}

  /** Makes a query of all documents that are none. */
  public static void notDeleted(ObjectNode query) {
    query
        .putObject("bool")
        .putArray("must_not")
        .addObject()
        .putObject("term")
        .put(DocumentFields.DELETED, true);
  }

  static ObjectNode nearest(String vectorField, float[] vector, int k) {
    ObjectNode body = search(k);
    ObjectNode knn = body.putObject("query").putObject("knn").putObject(vectorField);
    ArrayNode numbers = knn.putArray("vector");
    for (float number : vector) {
      numbers.add(number);
    }
    knn.put("k", k);
    // Inside the search of the graph: a filter after it would leave fewer than k.
    notDeleted(knn.putObject("filter"));
    knn.putObject("method_parameters").put("ef_search", Math.max(CANDIDATES, k));
    return body;
  }

  /** All vectors are looked at: the graph has no part in the answer. */
  static ObjectNode exact(String vectorField, float[] vector, int k) {
    ObjectNode body = search(k);
    ObjectNode scored = body.putObject("query").putObject("script_score");
    notDeleted(scored.putObject("query"));
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
    ObjectNode body = search(Math.max(1, ids.size()));
    body.put("_source", false);
    ObjectNode bool = body.putObject("query").putObject("bool");
    ArrayNode values = bool.putArray("filter").addObject().putObject("ids").putArray("values");
    ids.forEach(values::add);
    bool.putArray("must_not").addObject().putObject("term").put(DocumentFields.DELETED, true);
    return body;
  }

  static ObjectNode match(String text, int k) {
    ObjectNode body = search(k);
    ObjectNode bool = body.putObject("query").putObject("bool");
    ObjectNode match = bool.putArray("must").addObject().putObject("multi_match");
    match.put("query", text);
    match.put("type", "most_fields");
    match.putArray("fields").add(DocumentFields.TITLE).add(DocumentFields.TEXT);
    bool.putArray("must_not").addObject().putObject("term").put(DocumentFields.DELETED, true);
    return body;
  }

  private static ObjectNode search(int k) {
    ObjectNode body = OpenSearchConnection.newObject();
    body.put("size", k);
    body.put("track_total_hits", false);
    body.putArray("_source").add(DocumentFields.TITLE).add(DocumentFields.TEXT);
    return body;
  }
}
