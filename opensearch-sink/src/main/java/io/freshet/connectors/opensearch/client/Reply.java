/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.annotation.PublicEvolving;

/**
 * What OpenSearch answered.
 *
 * @param status the HTTP status
 * @param body the body as JSON, or a missing node where there is none
 */
@PublicEvolving
public record Reply(int status, JsonNode body) {

  /** Whether it was done. */
  public boolean ok() {
    return status >= 200 && status < 300;
  }

  /** OpenSearch's word for the error, or the empty string. */
  public String errorType() {
    return body.path("error").path("type").asText("");
  }

  /** What OpenSearch says for people, or the whole body. */
  public String errorReason() {
    JsonNode error = body.path("error");
    return error.path("reason").asText(error.isMissingNode() ? body.toString() : error.toString());
  }

  /** A failure to do {@code what}, with what was answered. */
  public OpenSearchFailure failure(String what) {
    return new OpenSearchFailure(
        status,
        errorType(),
        "cannot " + what + ": status " + status + " " + errorType() + ": " + errorReason(),
        null);
  }

  /**
   * Itself.
   *
   * @throws OpenSearchFailure if it was not done
   */
  public Reply orThrow(String what) throws OpenSearchFailure {
    if (!ok()) {
      throw failure(what);
    }
    return this;
  }
}
