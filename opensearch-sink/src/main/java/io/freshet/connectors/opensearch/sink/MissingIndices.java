/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.sink.MissingIndexPolicy.Decision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does with documents for missing indices what the policy decides. Thread-safe. */
final class MissingIndices<T> {

  private static final Logger LOG = LoggerFactory.getLogger(MissingIndices.class);

  private final MissingIndexPolicy policy;
  private final OpenSearchConnection connection;
  private final KnownIndices known;
  private final BulkStatistics statistics;

  MissingIndices(
      MissingIndexPolicy policy,
      OpenSearchConnection connection,
      KnownIndices known,
      BulkStatistics statistics) {
    this.policy = policy;
    this.connection = connection;
    this.known = known;
    this.statistics = statistics;
  }

  /** Takes documents that are rejected. */
  @FunctionalInterface
  interface Rejection<T> {
    /** Takes one. */
    void accept(RejectedDocument<T> document) throws IOException;
  }

  /**
   * Settles them.
   *
   * @return those to be sent again
   * @throws IOException where the policy wants the job to fail, or cannot decide
   */
  List<BulkItem<T>> settle(List<BulkItem<T>> items, String error, Rejection<T> rejection)
      throws IOException {
    Map<String, List<BulkItem<T>>> byIndex = new TreeMap<>();
    for (BulkItem<T> item : items) {
      byIndex.computeIfAbsent(item.index(), index -> new ArrayList<>()).add(item);
    }
    List<BulkItem<T>> again = new ArrayList<>();
    for (Map.Entry<String, List<BulkItem<T>>> entry : byIndex.entrySet()) {
      known.forget(entry.getKey());
      Decision decision;
      try {
        decision = policy.decide(entry.getKey(), error, connection);
      } catch (OpenSearchFailure e) {
        if (!e.isTransient()) {
          throw e;
        }
        LOG.warn("cannot decide now about the missing index '{}'", entry.getKey(), e);
        decision = new Decision.Retry();
      }
      again.addAll(settle(decision, entry.getKey(), entry.getValue(), error, rejection));
    }
    return again;
  }

  private List<BulkItem<T>> settle(
      Decision decision,
      String index,
      List<BulkItem<T>> items,
      String error,
      Rejection<T> rejection)
      throws IOException {
    if (decision instanceof Decision.Retry) {
      return items;
    }
    if (decision instanceof Decision.Fail fail) {
      throw new IOException(fail.message());
    }
    if (decision instanceof Decision.Drop) {
      LOG.info("dropped {} writes for the missing index '{}'", items.size(), index);
      statistics.abandoned.inc(items.size());
      return List.of();
    }
    for (BulkItem<T> item : items) {
      rejection.accept(item.rejected(new ItemOutcome.Rejected(404, "no-index", error)));
    }
    return List.of();
  }
}
