/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.service.http;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes refusals of whatever went wrong. Stateless.
 *
 * @param own of what is served
 */
record Failures(FailureReader own) {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final int SOON = 1;

  /** What the client is told; what only concerns the operator is logged. */
  Refusal refusal(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Refusal refusal) {
      return refusal;
    }
    if (cause instanceof TimeoutException) {
      return Refusal.forNow(504, "timeout", "the request was not answered in time", SOON);
    }
    Throwable known = cause;
    return own.refusal(known)
        .orElseGet(
            () -> {
              LOG.error("a request failed", known);
              return Refusal.ofServer("the request failed; the log of the process says why");
            });
  }
}
