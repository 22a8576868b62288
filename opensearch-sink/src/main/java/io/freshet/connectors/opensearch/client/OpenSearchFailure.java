/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/** OpenSearch answered with an error, or not at all. */
@PublicEvolving
public class OpenSearchFailure extends IOException {

  private final int status;
  private final String type;

  /**
   * A failure.
   *
   * @param status the HTTP status, 0 if there was no answer
   * @param type OpenSearch's word for it, or the empty string
   */
  public OpenSearchFailure(int status, String type, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
    this.type = type;
  }

  /** The HTTP status, 0 if there was no answer. */
  public int status() {
    return status;
  }

  /** OpenSearch's word for the failure, such as {@code index_not_found_exception}. */
  public String type() {
    return type;
  }

  /** Whether the same call may succeed later: no answer, overload, or a failing node. */
  public boolean isTransient() {
    return status == 0 || status == 429 || status >= 500;
  }

  /**
   * Waits for an answer.
   *
   * @throws OpenSearchFailure where that is what the call failed with; other failures stay wrapped
   *     in a {@link CompletionException}
   */
  public static <T> T join(CompletableFuture<T> answer) throws OpenSearchFailure {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof OpenSearchFailure failure) {
        throw failure;
      }
      throw e;
    }
  }
}
