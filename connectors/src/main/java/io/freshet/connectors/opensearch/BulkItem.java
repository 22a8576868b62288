/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.opensearch;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A write in the form in which it travels, so that its bytes are known before it does. */
@SuppressWarnings("ArrayRecordComponent") // never compared, handed on as it is
record BulkItem(IndexOperation operation, byte[] lines, int failures) {

  static BulkItem of(IndexOperation operation) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    // Through a writer, which turns unpaired surrogates into question marks; Jackson's own UTF-8
    // would fail on them for ever.
    try (OutputStreamWriter writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
      write(operation, writer);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written to", e);
    }
    return new BulkItem(operation, bytes.toByteArray(), 0);
  }

  BulkItem failedAgain() {
    return new BulkItem(operation, lines, failures + 1);
  }

  int bytes() {
    return lines.length;
  }

  private static void write(IndexOperation operation, OutputStreamWriter writer)
      throws IOException {
    try (JsonGenerator json = OpenSearchConnection.JSON.createGenerator(writer)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.setRootValueSeparator(null);
      json.writeStartObject();
      json.writeObjectFieldStart("index");
      json.writeStringField("_index", IndexDefinition.writeAlias(operation.index()));
      json.writeBooleanField("require_alias", true);
      json.writeStringField("_id", operation.id());
      json.writeNumberField("version", operation.version());
      json.writeStringField("version_type", "external_gte");
      json.writeEndObject();
      json.writeEndObject();
      json.writeRaw('\n');
      json.writeStartObject();
      if (operation instanceof IndexOperation.Put put) {
        source(put, json);
      } else {
        json.writeBooleanField(IndexDefinition.DELETED, true);
      }
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void source(IndexOperation.Put put, JsonGenerator json) throws IOException {
    json.writeStringField(IndexDefinition.TITLE, put.title());
    json.writeStringField(IndexDefinition.TEXT, put.text());
    json.writeObjectFieldStart(IndexDefinition.METADATA);
    // By key, so that equal content has equal bytes.
    for (Map.Entry<String, String> entry : new TreeMap<>(put.metadata()).entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart(put.vectorField());
    for (float number : put.vector()) {
      json.writeNumber(number);
    }
    json.writeEndArray();
  }
}
