/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import com.fasterxml.jackson.databind.JsonNode;

/** How one document of a bulk request ended. */
sealed interface ItemOutcome {

  /** It stands in the index, or is gone from it, as was asked. */
  record Stored() implements ItemOutcome {}

  /** Something newer stands in the index, which is as good. */
  record Stale() implements ItemOutcome {}

  /**
   * It may be stored later.
   *
   * @param status OpenSearch's HTTP status; 0 where it did not answer
   * @param overloaded whether OpenSearch asked for less, and did not just fail
   */
  record Retry(int status, boolean overloaded, String error) implements ItemOutcome {}

  /**
   * It can never be stored.
   *
   * @param status OpenSearch's HTTP status; 0 where it was not sent
   * @param reason a short stable word
   */
  record Rejected(int status, String reason, String error) implements ItemOutcome {}

  /** Its index does not exist; whether that is an error is the policy's to say. */
  record NoIndex(String error) implements ItemOutcome {}

  /** It was not sent, because other documents of its request had to be settled before. */
  record Unsent() implements ItemOutcome {}

  /** No document can be stored until somebody changes something. */
  record Fatal(String error) implements ItemOutcome {}

  /** What an item of a bulk response says. */
  static ItemOutcome ofItem(JsonNode item) {
    JsonNode error = item.path("error");
    int status = item.path("status").asInt();
    // A delete of what is not there is answered with 404 and is no error.
    return status == 404 && error.isMissingNode()
        ? new Stored()
        : of(status, error.path("type").asText(""), describe(error));
  }

  /** What a status means, of an item or of a whole request. */
  static ItemOutcome of(int status, String type, String error) {
    if (status >= 200 && status < 300) {
      return new Stored();
    }
    // A full disk makes an index read-only with 403; that passes, unlike a missing permission.
    if (type.equals("cluster_block_exception")) {
      return new Retry(status, true, error);
    }
    return switch (status) {
      case 409 -> new Stale();
      case 401, 403 -> new Fatal(error);
      case 404 -> new NoIndex(error);
      case 408, 429, 503, 504 -> new Retry(status, true, error);
      case 413 -> new Rejected(status, "too-large", error);
      default ->
          status >= 500 ? new Retry(status, false, error) : new Rejected(status, word(type), error);
    };
  }

  private static String word(String type) {
    return switch (type) {
      case "mapper_parsing_exception", "strict_dynamic_mapping_exception", "parsing_exception" ->
          "mapping";
      case "" -> "refused";
      default -> type.replace("_exception", "").replace('_', '-');
    };
  }

  private static String describe(JsonNode error) {
    String cause = error.path("caused_by").path("reason").asText("");
    return error.path("type").asText("")
        + ": "
        + error.path("reason").asText("")
        + (cause.isEmpty() ? "" : " (" + cause + ")");
  }
}
