/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

/**
 * The places of one writer. A batch has one from its sending until each of its documents has come
 * to an end, waits between attempts included; each attempt of it is a request, and has one too.
 * There are as many of either as the limit says. Thread-safe.
 */
final class RequestPlaces {

  private final InFlightLimit limit;
  private int batches;
  private boolean wanted;

  RequestPlaces(InFlightLimit limit) {
    this.limit = limit;
  }

  /** Takes a place for a batch if one is free; else the end of another batch says so. */
  synchronized boolean tryBeginBatch() {
    if (batches >= limit.current()) {
      wanted = true;
      return false;
    }
    batches++;
    return true;
  }

  /** Takes a place for a batch, waiting for one. */
  synchronized void beginBatch() throws InterruptedException {
    while (batches >= limit.current()) {
      wait();
    }
    batches++;
  }

  /** Frees the place of a batch; returns whether somebody found none in the meantime. */
  synchronized boolean endBatch() {
    batches--;
    notifyAll();
    boolean told = wanted;
    wanted = false;
    return told;
  }

  /** Waits until no batch has a place. */
  synchronized void awaitNoBatch() throws InterruptedException {
    while (batches > 0) {
      wait();
    }
  }

  /** Takes a place for a request, waiting for one. */
  synchronized void beginRequest() throws InterruptedException {
    while (limit.underWay() >= limit.current()) {
      wait();
    }
    limit.sent();
  }

  /** Frees the place of a request; see {@link InFlightLimit#answered}. */
  synchronized void endRequest(int documents, long nanos, boolean overloaded) {
    limit.answered(documents, nanos, overloaded);
    notifyAll();
  }

  /** Requests that may be under way now. */
  synchronized int limit() {
    return limit.current();
  }

  /** Requests that are. */
  synchronized int requests() {
    return limit.underWay();
  }
}
