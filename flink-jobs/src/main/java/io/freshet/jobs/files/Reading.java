/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.files;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the caller says about files of records; the rest is seen in them.
 *
 * @param kind what their rows become
 * @param columns fields by the columns that give them, in the caller's order; empty where the
 *     columns' names say it
 * @param split of BEIR folders; empty for the usual one
 * @param task of the rows that name none; empty where all must name one
 */
public record Reading(RecordKind kind, Map<String, String> columns, String split, String task)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  public Reading {
    columns = new LinkedHashMap<>(columns);
  }

  /** Of training examples whose columns say what they are. */
  public static Reading examples(String task) {
    return new Reading(RecordKind.EXAMPLES, Map.of(), "", task);
  }

  /** What stands for the Kafka key of every row; empty for none. */
  String key() {
    return kind == RecordKind.EXAMPLES ? task : "";
  }

  /**
   * Reads {@code column=field} pairs.
   *
   * @throws IllegalArgumentException where one is malformed or names no field
   */
  public static Map<String, String> columns(RecordKind kind, List<String> pairs) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String pair : pairs) {
      int sign = pair.lastIndexOf('=');
      String column = pair.substring(0, Math.max(0, sign)).strip();
      String field = pair.substring(sign + 1).strip();
      if (column.isEmpty() || !kind.has(field)) {
        throw new IllegalArgumentException(
            "'%s' is no column=field; fields are %s".formatted(pair, kind.fields()));
      }
      if (columns.put(column, field) != null) {
        throw new IllegalArgumentException("the column '" + column + "' is given twice");
      }
    }
    return columns;
  }

  /** The columns as they were given, {@code column=field} each. */
  public List<String> pairs() {
    List<String> pairs = new ArrayList<>();
    columns.forEach((column, field) -> pairs.add(column + "=" + field));
    return pairs;
  }

  @Override
  public Map<String, String> columns() {
    return new LinkedHashMap<>(columns);
  }

  /** Columns and fields for a person. */
  static String told(Map<String, String> columns) {
    return columns.entrySet().stream()
        .map(entry -> entry.getKey() + " -> " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
