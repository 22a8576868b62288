/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/** Counters of one writer, updated by several threads. */
final class BulkStatistics {

  final Counter stored = new ThreadSafeSimpleCounter();
  final Counter stale = new ThreadSafeSimpleCounter();
  final Counter retried = new ThreadSafeSimpleCounter();
  final Counter rejected = new ThreadSafeSimpleCounter();
  final AtomicLong sendErrors = new AtomicLong();
  final AtomicLong takenItems = new AtomicLong();
  final AtomicLong takenBytes = new AtomicLong();
  final Counter abandoned = new ThreadSafeSimpleCounter();
  final Counter bulks = new ThreadSafeSimpleCounter();
  final AtomicLong pendingItems = new AtomicLong();
  final AtomicLong pendingBytes = new AtomicLong();
  final AtomicLong bulkMilliseconds = new AtomicLong();

  void rejected() {
    rejected.inc();
    sendErrors.incrementAndGet();
  }
}
