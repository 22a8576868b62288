/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors;

import java.util.List;

/** The metrics of the OpenSearch sink. */
public enum ConnectorMetrics implements MetricDefinition {
  /** Items stored. */
  STORED("numItemsStored", Kind.COUNTER, "bulk items that OpenSearch stored"),
  /** Items that came after something newer. */
  STALE("numItemsStale", Kind.COUNTER, "bulk items for which something as new was there already"),
  /** Items sent again. */
  RETRIED("numItemsRetried", Kind.COUNTER, "times an item was sent again"),
  /** Items refused for good. */
  REJECTED(
      "numItemsRejected", Kind.COUNTER, "bulk items that were refused and became dead letters"),
  /** Items whose index was given up. */
  ABANDONED(
      "numItemsAbandoned",
      Kind.COUNTER,
      "bulk items for an index that is no longer in the write set"),
  /** Requests answered. */
  BULKS("numBulkRequests", Kind.COUNTER, "bulk requests that were answered"),
  /** Items under way. */
  PENDING_ITEMS("pendingItems", Kind.GAUGE, "items handed over and not settled"),
  /** Bytes under way. */
  PENDING_BYTES(
      "pendingBytes",
      Kind.GAUGE,
      "bytes handed over and not settled, vectors counted as they travel"),
  /** How long the last request took. */
  LAST_BULK_DURATION(
      "lastBulkDuration", Kind.GAUGE, "milliseconds that the last bulk request took");

  private final String metric;
  private final Kind kind;
  private final String description;

  ConnectorMetrics(String metric, Kind kind, String description) {
    this.metric = metric;
    this.kind = kind;
    this.description = description;
  }

  @Override
  public String group() {
    return "opensearch";
  }

  @Override
  public String metric() {
    return metric;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public Scope scope() {
    return Scope.OPERATOR;
  }

  @Override
  public List<String> labels() {
    return List.of();
  }

  @Override
  public String description() {
    return description;
  }
}
