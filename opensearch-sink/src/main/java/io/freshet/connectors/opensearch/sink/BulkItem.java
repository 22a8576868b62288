/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch.sink;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * A write in the form in which it travels, so that its bytes are known before it does.
 *
 * @param element the record it was made of
 * @param operation what it does
 * @param index where
 * @param lines as in a bulk request, each ended by a line feed
 * @param failures of its own so far
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, handed on as it is
record BulkItem<T>(
    T element, DocumentOperation operation, String index, byte[] lines, int failures) {

  /** The write of a document. */
  static <T> BulkItem<T> of(
      T element, DocumentOperation.Index operation, String index, boolean requireAlias) {
    byte[] action =
        JsonSource.write(
            json -> {
              json.writeStartObject();
              json.writeObjectFieldStart("index");
              target(json, index, operation.id(), operation.version(), operation.routing());
              if (requireAlias) {
                json.writeBooleanField("require_alias", true);
              }
              json.writeEndObject();
              json.writeEndObject();
            });
    byte[] source = operation.source();
    byte[] lines = new byte[action.length + source.length + 2];
    System.arraycopy(action, 0, lines, 0, action.length);
    lines[action.length] = '\n';
    for (int i = 0; i < source.length; i++) {
      // A line ends the document; within JSON it can only stand between tokens.
      lines[action.length + 1 + i] =
          source[i] == '\n' || source[i] == '\r' ? (byte) ' ' : source[i];
    }
    lines[lines.length - 1] = '\n';
    return new BulkItem<>(element, operation, index, lines, 0);
  }

  /** The write that a document is gone. */
  static <T> BulkItem<T> of(T element, DocumentOperation.Delete operation, String index) {
    byte[] lines =
        JsonSource.write(
            json -> {
              json.writeStartObject();
              json.writeObjectFieldStart("delete");
              target(json, index, operation.id(), operation.version(), operation.routing());
              json.writeEndObject();
              json.writeEndObject();
              json.writeRaw('\n');
            });
    return new BulkItem<>(element, operation, index, lines, 0);
  }

  private static void target(
      JsonGenerator json, String index, String id, long version, String routing)
      throws IOException {
    json.writeStringField("_index", index);
    json.writeStringField("_id", id);
    json.writeNumberField("version", version);
    json.writeStringField("version_type", "external_gte");
    if (!routing.isEmpty()) {
      json.writeStringField("routing", routing);
    }
  }

  BulkItem<T> failedAgain() {
    return new BulkItem<>(element, operation, index, lines, failures + 1);
  }

  int bytes() {
    return lines.length;
  }

  String id() {
    if (operation instanceof DocumentOperation.Index index) {
      return index.id();
    }
    return operation instanceof DocumentOperation.Delete delete ? delete.id() : "";
  }

  RejectedDocument<T> rejected(ItemOutcome.Rejected outcome) {
    return new RejectedDocument<>(
        element, operation, index, id(), outcome.status(), outcome.reason(), outcome.error());
  }
}
