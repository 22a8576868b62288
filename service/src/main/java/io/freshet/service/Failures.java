/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.serving.live.NotReadyException;
import io.freshet.serving.live.OverloadedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes refusals of whatever went wrong. Stateless. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final int BAD_REQUEST = 400;
  private static final int SOON = 1;
  private static final int LATER = 5;

  private Failures() {}

  /** What the client is told; what only concerns the operator is logged. */
  static Refusal refusal(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Refusal refusal) {
      return refusal;
    }
    if (cause instanceof OverloadedException overloaded) {
      return Refusal.forNow(503, "overloaded", String.valueOf(overloaded.getMessage()), SOON);
    }
    if (cause instanceof NotReadyException early) {
      return Refusal.forNow(503, "not_ready", String.valueOf(early.getMessage()), LATER);
    }
    if (cause instanceof TimeoutException) {
      return Refusal.forNow(504, "timeout", "the request was not answered in time", SOON);
    }
    if (cause instanceof OpenSearchFailure search) {
      return ofSearch(search);
    }
    LOG.error("a request failed", cause);
    return Refusal.ofServer("the request failed; the service's log says why");
  }

  private static Refusal ofSearch(OpenSearchFailure search) {
    if (search.type().equals("filter")) {
      return Refusal.ofField("filters", String.valueOf(search.getMessage()));
    }
    LOG.warn("a search failed", search);
    if (search.status() == BAD_REQUEST) {
      return Refusal.ofRequest(
          BAD_REQUEST,
          "search_refused",
          "OpenSearch cannot answer such a search; try fewer words, or other filters");
    }
    return search.isTransient()
        ? Refusal.forNow(503, "search_unavailable", "OpenSearch cannot answer now", LATER)
        : Refusal.ofServer("OpenSearch refused the search; the service's log says why");
  }
}
