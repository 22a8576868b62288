/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.model.files.JsonLines;
import io.freshet.model.files.TextFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of JSON objects, one a line. */
final class JsonRows {
  private final Path file;
  private final JsonNode row;
  private final long line;

  private JsonRows(Path file, JsonNode row, long line) {
    this.file = file;
    this.row = row;
    this.line = line;
  }

  /** Reads all rows; blank lines are passed over, a file without rows is an error. */
  static List<JsonRows> read(Path file) throws IOException {
    List<JsonRows> rows = new ArrayList<>();
    try (JsonLines lines = JsonLines.open(file)) {
      while (lines.next()) {
        rows.add(new JsonRows(file, lines.value(), lines.line().number()));
      }
    }
    if (rows.isEmpty()) {
      throw new TextFileException(file, "there are no rows");
    }
    return rows;
  }

  boolean has(String field) {
    return row.has(field);
  }

  String text(String field) throws IOException {
    return text(row.path(field), field);
  }

  /** A label: any scalar, as text. */
  String label(String field) throws IOException {
    return label(row.path(field), field);
  }

  double number(String field) throws IOException {
    if (!row.path(field).isNumber()) {
      throw error("'" + field + "' must be a number");
    }
    return row.path(field).asDouble();
  }

  List<String> texts(String field) throws IOException {
    List<String> texts = new ArrayList<>();
    for (JsonNode node : array(field)) {
      texts.add(text(node, field));
    }
    return texts;
  }

  List<String> labels(String field) throws IOException {
    List<String> labels = new ArrayList<>();
    for (JsonNode node : array(field)) {
      labels.add(label(node, field));
    }
    return labels;
  }

  IOException error(String message) {
    return new TextFileException(file, line, message);
  }

  private JsonNode array(String field) throws IOException {
    if (!row.path(field).isArray()) {
      throw error("'" + field + "' must be an array");
    }
    return row.path(field);
  }

  private String text(JsonNode node, String field) throws IOException {
    if (!node.isTextual()) {
      throw error("'" + field + "' must be text");
    }
    return node.textValue();
  }

  private String label(JsonNode node, String field) throws IOException {
    if (!node.isValueNode() || node.isNull()) {
      throw error("'" + field + "' must be text or a number");
    }
    return node.asText();
  }
}
