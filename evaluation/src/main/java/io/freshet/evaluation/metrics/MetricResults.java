/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values of every judged query.
 *
 * @param perQuery value by metric by query id, queries in the order of their ids
 */
public record MetricResults(Map<String, Map<String, Double>> perQuery) {
  /** Copies the map. */
  public MetricResults {
    perQuery = Collections.unmodifiableMap(new TreeMap<>(perQuery));
  }

  /** Returns sums over all queries, from which means and intervals come. */
  public MetricSums sums() {
    return MetricSums.of(perQuery);
  }

  /** Returns the mean over all queries by metric. */
  public Map<String, Double> means() {
    return sums().means();
  }

  /** Returns one metric's value by query id. */
  public Map<String, Double> values(String metric) {
    Map<String, Double> values = new TreeMap<>();
    perQuery.forEach(
        (query, metrics) -> {
          Double value = metrics.get(metric);
          if (value != null) {
            values.put(query, value);
          }
        });
    return values;
  }

  /** Returns what {@link #toJson} with queries wrote. */
  public static MetricResults fromJson(JsonNode json) {
    Map<String, Map<String, Double>> perQuery = new TreeMap<>();
    json.path("per_query")
        .properties()
        .forEach(
            query -> {
              Map<String, Double> values = new LinkedHashMap<>();
              query
                  .getValue()
                  .properties()
                  .forEach(value -> values.put(value.getKey(), value.getValue().asDouble()));
              perQuery.put(query.getKey(), values);
            });
    return new MetricResults(perQuery);
  }

  /** Returns {@code {"all": {metric: mean}, "per_query": {id: {metric: value}}}}. */
  public ObjectNode toJson(boolean withQueries) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode all = root.putObject("all");
    means().forEach(all::put);
    if (withQueries) {
      ObjectNode queries = root.putObject("per_query");
      perQuery.forEach((query, metrics) -> metrics.forEach(queries.putObject(query)::put));
    }
    return root;
  }
}
