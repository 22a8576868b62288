/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.Reason;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import java.util.Map;

/** Makes records of rows by a mapping of their columns. Stateless but for what it was made with. */
final class RowConversion {
  private static final String METADATA = "metadata.";

  private final ColumnMapping mapping;
  private final Reading reading;

  RowConversion(ColumnMapping mapping, Reading reading) {
    this.mapping = mapping;
    this.reading = reading;
  }

  /** Why a row gives no record. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final Reason reason;

    Refusal(Reason reason, String message) {
      super(message, null, false, false);
      this.reason = reason;
    }
  }

  /**
   * The record of a row, which the topic's decoder is still to judge.
   *
   * @param bytes of the row as it was found
   */
  Decoded<RawRecord> record(ObjectNode row, byte[] bytes, Origin origin) {
    RawRecord found = RawRecord.ofLine(reading.key(), bytes, origin);
    if (isRecord(row)) {
      return new Decoded.Accepted<>(found, found.received());
    }
    try {
      byte[] converted = converted(row).toString().getBytes(UTF_8);
      return new Decoded.Accepted<>(
          RawRecord.ofLine(reading.key(), converted, origin), found.received());
    } catch (Refusal refusal) {
      return new Decoded.Rejected<>(
          found
              .received()
              .letter("read", refusal.reason.word(), String.valueOf(refusal.getMessage())));
    }
  }

  /** Whether the row is a record already: our own names, and lists where lists are wanted. */
  private boolean isRecord(ObjectNode row) {
    if (!mapping.isOwn() || lacksTask(row)) {
      return false;
    }
    for (Map.Entry<String, JsonNode> field : row.properties()) {
      String name = mapping.fieldOf(field.getKey());
      if (!name.equals(field.getKey()) && !name.isEmpty()) {
        return false;
      }
      if (RecordKind.isList(name) && field.getValue().isValueNode()) {
        return false;
      }
      if (mapping.kind().isNumber(name) && field.getValue().isTextual()) {
        return false;
      }
    }
    return true;
  }

  /** Judgments have no key to take a task from. */
  private boolean lacksTask(ObjectNode row) {
    return reading.kind() == RecordKind.JUDGMENTS
        && !reading.task().isEmpty()
        && isEmpty(row.path("task"));
  }

  private ObjectNode converted(ObjectNode row) throws Refusal {
    for (String column : mapping.needed()) {
      if (isEmpty(row.path(column)) && !mapping.isOwn()) {
        throw new Refusal(
            Reason.MISSING_FIELD,
            "the column '%s' is missing or empty; it gives '%s'"
                .formatted(column, mapping.fieldOf(column)));
      }
    }
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> cell : row.properties()) {
      String field = mapping.fieldOf(cell.getKey());
      if (!field.isEmpty() && !isEmpty(cell.getValue())) {
        put(record, field, cell.getKey(), cell.getValue());
      }
    }
    if (lacksTask(row)) {
      record.put("task", reading.task());
    }
    return record;
  }

  private void put(ObjectNode record, String field, String column, JsonNode value) throws Refusal {
    if (RecordKind.isList(field)) {
      boolean numbers = mapping.kind().isNumber(field);
      if (numbers && record.has(field)) {
        return;
      }
      ArrayNode list = record.withArray(field);
      if (!value.isArray()) {
        list.add(numbers ? number(column, value) : value);
        return;
      }
      for (JsonNode element : value) {
        list.add(numbers ? number(column, element) : element);
      }
    } else if (mapping.kind().isNumber(field)) {
      record.set(field, number(column, value));
    } else if (field.startsWith(METADATA)) {
      record.withObjectProperty("metadata").set(field.substring(METADATA.length()), value);
    } else if (value.isNumber() && mapping.kind().main().contains(field)) {
      record.put(field, value.asText());
    } else {
      record.set(field, value);
    }
  }

  /** CSV has texts only. */
  private static JsonNode number(String column, JsonNode value) throws Refusal {
    if (value.isNumber()) {
      return value;
    }
    String text = value.asText().strip();
    try {
      return text.matches("[+-]?\\d{1,18}")
          ? LongNode.valueOf(Long.parseLong(text))
          : DoubleNode.valueOf(finite(text));
    } catch (NumberFormatException e) {
      throw new Refusal(
          Reason.WRONG_TYPE, "the column '%s' holds '%s', no number".formatted(column, text));
    }
  }

  private static double finite(String text) {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new NumberFormatException(text);
    }
    return value;
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isTextual() && value.textValue().isBlank())
        || (value.isArray() && value.isEmpty());
  }
}
