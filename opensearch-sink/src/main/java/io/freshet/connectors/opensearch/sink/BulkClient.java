/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.connectors.opensearch.client.OpenSearchConnection;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sends one bulk request and reports the outcome of each of its documents. Thread-safe. */
final class BulkClient {

  private static final Map<String, String> PARAMETERS =
      Map.of("filter_path", "errors,items.*.status,items.*.error");

  private final OpenSearchConnection connection;
  private final KnownIndices indices;

  BulkClient(OpenSearchConnection connection, KnownIndices indices) {
    this.connection = connection;
    this.indices = indices;
  }

  /** Never throws for what OpenSearch does or says. */
  BulkAnswer send(List<? extends BulkItem<?>> items) {
    Reply reply;
    try {
      List<String> missing = indices.missing(items);
      if (!missing.isEmpty()) {
        return without(missing, items);
      }
      reply = connection.call("POST", "/_bulk", PARAMETERS, body(items), "application/x-ndjson");
    } catch (OpenSearchFailure e) {
      ItemOutcome outcome =
          e.isTransient()
              ? new ItemOutcome.Retry(e.status(), true, String.valueOf(e.getMessage()))
              : new ItemOutcome.Fatal(String.valueOf(e.getMessage()));
      return BulkAnswer.whole(outcome, items.size());
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
      return BulkAnswer.whole(new ItemOutcome.Retry(reply.status(), false, error), items.size());
    }
    List<ItemOutcome> outcomes = new ArrayList<>(items.size());
    for (JsonNode answer : answers) {
      // One field, named after the action.
      outcomes.add(ItemOutcome.ofItem(answer.path(answer.has("delete") ? "delete" : "index")));
    }
    return new BulkAnswer(false, outcomes);
  }

  /** Nothing is sent: a cluster that makes missing indices by itself would guess their mappings. */
  private static BulkAnswer without(List<String> missing, List<? extends BulkItem<?>> items) {
    List<ItemOutcome> outcomes = new ArrayList<>(items.size());
    for (BulkItem<?> item : items) {
      outcomes.add(
          missing.contains(item.index())
              ? new ItemOutcome.NoIndex("no such index [" + item.index() + "]")
              : new ItemOutcome.Unsent());
    }
    return new BulkAnswer(false, outcomes);
  }

  private static byte[] body(List<? extends BulkItem<?>> items) {
    byte[] body = new byte[items.stream().mapToInt(BulkItem::bytes).sum()];
    int position = 0;
    for (BulkItem<?> item : items) {
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
      return new ItemOutcome.Retry(reply.status(), false, error);
    }
    return outcome instanceof ItemOutcome.NoIndex ? new ItemOutcome.Fatal(error) : outcome;
  }
}
