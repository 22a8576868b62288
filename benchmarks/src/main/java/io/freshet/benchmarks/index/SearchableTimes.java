/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * When documents were sent, and how long after that a search found them. Sent by one thread, asked
 * by another.
 */
final class SearchableTimes {
  private static final int ASKED_AT_ONCE = 1000;

  private final OpenSearchConnection connection;
  private final String index;
  private final Map<String, Long> sent = new LinkedHashMap<>();
  private final List<Double> seconds = new ArrayList<>();

  SearchableTimes(OpenSearchConnection connection, String index) {
    this.connection = connection;
    this.index = index;
  }

  /** Told right before a document is sent. */
  synchronized void sending(String id) {
    sent.put(id, System.nanoTime());
  }

  /** Searches for what no search has found yet, the oldest first. */
  void ask() throws OpenSearchFailure {
    ObjectNode body = OpenSearchConnection.newObject();
    body.put("_source", false).put("size", ASKED_AT_ONCE);
    ArrayNode ids = body.putObject("query").putObject("ids").putArray("values");
    synchronized (this) {
      sent.keySet().stream().limit(ASKED_AT_ONCE).forEach(ids::add);
    }
    if (ids.isEmpty()) {
      return;
    }
    JsonNode hits =
        connection
            .call("POST", "/" + index + "/_search", Map.of(), body)
            .orThrow("search for the newest documents")
            .body()
            .path("hits")
            .path("hits");
    long now = System.nanoTime();
    synchronized (this) {
      for (JsonNode hit : hits) {
        Long at = sent.remove(hit.path("_id").asText());
        if (at != null) {
          seconds.add((now - at) / 1e9);
        }
      }
    }
  }

  /** How many were sent and not found yet. */
  synchronized int missing() {
    return sent.size();
  }

  /** Seconds from sending to being found, of every document that was. */
  synchronized double[] seconds() {
    return seconds.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
