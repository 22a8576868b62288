/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.metrics;

import java.util.List;

/** The metrics of the OpenSearch sink. */
@SuppressWarnings("ImmutableEnumChecker") // the labels are copied
public enum SinkMetrics implements MetricDefinition {
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
  /** Requests under way. */
  IN_FLIGHT("inFlightRequests", Kind.GAUGE, "bulk requests that wait for their answer"),
  /** Requests that may be under way. */
  IN_FLIGHT_LIMIT(
      "inFlightLimit",
      Kind.GAUGE,
      "bulk requests that may be under way at once, as the node's answers allow"),
  /** Documents that a request may hold. */
  BULK_LIMIT(
      "bulkLimit",
      Kind.GAUGE,
      "documents that a bulk request may hold, as the node's answers allow"),
  /** How long the last request took. */
  LAST_BULK_DURATION(
      "lastBulkDuration", Kind.GAUGE, "milliseconds that the last bulk request took");

  private final Properties properties;

  SinkMetrics(String metric, Kind kind, String description) {
    properties = new Properties("opensearch", kind, Scope.OPERATOR, metric, description, List.of());
  }

  @Override
  public Properties properties() {
    return properties;
  }
}
