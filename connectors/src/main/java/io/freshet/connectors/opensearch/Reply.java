/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What OpenSearch answered.
 *
 * @param status the HTTP status
 * @param body the body as JSON, or a missing node where there is none
 */
record Reply(int status, JsonNode body) {

  boolean ok() {
    return status >= 200 && status < 300;
  }

  /** OpenSearch's word for the error, or the empty string. */
  String errorType() {
    return body.path("error").path("type").asText("");
  }

  /** What OpenSearch says for people, or the whole body. */
  String errorReason() {
    JsonNode error = body.path("error");
    return error.path("reason").asText(error.isMissingNode() ? body.toString() : error.toString());
  }

  OpenSearchFailure failure(String what) {
    return new OpenSearchFailure(
        status,
        errorType(),
        "cannot " + what + ": status " + status + " " + errorType() + ": " + errorReason(),
        null);
  }

  Reply orThrow(String what) throws OpenSearchFailure {
    if (!ok()) {
      throw failure(what);
    }
    return this;
  }
}
