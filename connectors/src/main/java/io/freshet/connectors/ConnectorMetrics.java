/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors;

/** The names of this module's metrics. */
public final class ConnectorMetrics {

  /** Group of the sink's metrics. */
  public static final String OPENSEARCH_GROUP = "opensearch";

  /** Counter: bulk items that OpenSearch stored. */
  public static final String STORED = "stored";

  /** Counter: bulk items for which something as new was there already. */
  public static final String STALE = "stale";

  /** Counter: times an item was sent again. */
  public static final String RETRIED = "retried";

  /** Counter: bulk items that became dead letters. */
  public static final String REJECTED = "rejected";

  /** Counter: bulk items for an index that is no longer in the write set. */
  public static final String ABANDONED = "abandoned";

  /** Counter: bulk requests answered. */
  public static final String BULKS = "bulks";

  /** Gauge: items handed over and not settled. */
  public static final String PENDING_ITEMS = "pendingItems";

  /** Gauge: bytes handed over and not settled, vectors counted as they travel. */
  public static final String PENDING_BYTES = "pendingBytes";

  /** Gauge: milliseconds the last bulk request took. */
  public static final String BULK_MILLISECONDS = "bulkMilliseconds";

  private ConnectorMetrics() {}
}
