/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sends one bulk request and reports the outcome of each of its documents. Thread-safe. */
final class BulkClient {

  private static final Map<String, String> PARAMETERS =
      Map.of("filter_path", "errors,items.*.status,items.*.error");

  private final OpenSearchConnection connection;

  BulkClient(OpenSearchConnection connection) {
    this.connection = connection;
  }

  /** Never throws for what OpenSearch does or says. */
  BulkAnswer send(List<BulkItem> items) {
    Reply reply;
    try {
      reply = connection.call("POST", "/_bulk", PARAMETERS, body(items), "application/x-ndjson");
    } catch (OpenSearchFailure e) {
      return BulkAnswer.whole(
          new ItemOutcome.Retry(true, String.valueOf(e.getMessage())), items.size());
    }
    if (!reply.ok()) {
      return BulkAnswer.whole(ofRequest(reply), items.size());
    }
    if (!reply.body().path("errors").asBoolean(true)) {
      return BulkAnswer.whole(new ItemOutcome.Stored(), items.size());
    }
    JsonNode answers = reply.body().path("items");
    if (answers.size() != items.size()) {
      String error = answers.size() + " answers for " + items.size() + " documents";
      return BulkAnswer.whole(new ItemOutcome.Retry(false, error), items.size());
    }
    List<ItemOutcome> outcomes = new ArrayList<>(items.size());
    for (JsonNode answer : answers) {
      outcomes.add(ItemOutcome.ofItem(answer.path("index")));
    }
    return new BulkAnswer(false, outcomes);
  }

  private static byte[] body(List<BulkItem> items) {
    byte[] body = new byte[items.stream().mapToInt(BulkItem::bytes).sum()];
    int position = 0;
    for (BulkItem item : items) {
      System.arraycopy(item.lines(), 0, body, position, item.bytes());
      position += item.bytes();
    }
    return body;
  }

  private static ItemOutcome ofRequest(Reply reply) {
    String error = reply.errorType() + ": " + reply.errorReason();
    ItemOutcome outcome = ItemOutcome.of(reply.status(), reply.errorType(), error);
    // These say something of one document; of a whole request they mean that something else is off.
    if (outcome instanceof ItemOutcome.Stale) {
      return new ItemOutcome.Retry(false, error);
    }
    return outcome instanceof ItemOutcome.NoIndex ? new ItemOutcome.Fatal(error) : outcome;
  }
}
