/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service;

import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.service.http.FailureReader;
import io.freshet.service.http.Refusal;
import io.freshet.serving.encoding.OverloadedException;
import io.freshet.serving.live.NotReadyException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes refusals of what searches and encoding fail with. Stateless. */
public final class SearchFailures implements FailureReader {
  private static final Logger LOG = LoggerFactory.getLogger(SearchFailures.class);
  private static final int BAD_REQUEST = 400;
  private static final int SOON = 1;
  private static final int LATER = 5;

  @Override
  public Optional<Refusal> refusal(Throwable cause) {
    if (cause instanceof OverloadedException overloaded) {
      return Optional.of(
          Refusal.forNow(503, "overloaded", String.valueOf(overloaded.getMessage()), SOON));
    }
    if (cause instanceof NotReadyException early) {
      return Optional.of(
          Refusal.forNow(503, "not_ready", String.valueOf(early.getMessage()), LATER));
    }
    if (cause instanceof OpenSearchFailure search) {
      return Optional.of(ofSearch(search));
    }
    return Optional.empty();
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
