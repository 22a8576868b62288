/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.files;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which column of a file gives which field. Chosen by one row, valid for all. Immutable.
 *
 * @param form what the rows are; empty where the caller gave the columns
 * @param given fields by column, of the caller or the form
 */
record ColumnMapping(RecordKind kind, Optional<RowForm> form, Map<String, String> given) {

  /** Fields that a row must give where a column is there for them. */
  private static final Set<String> NEEDED = Set.of("query", "pos", "id", "text", "query_id");

  /**
   * Chooses by the columns of a row; empty where they fit no form.
   *
   * @param file named in messages
   * @throws UnknownColumnsException where the columns fit several forms
   */
  static Optional<ColumnMapping> of(String file, Reading reading, Collection<String> columns) {
    if (!reading.columns().isEmpty()) {
      return columns.containsAll(reading.columns().keySet())
          ? Optional.of(new ColumnMapping(reading.kind(), Optional.empty(), reading.columns()))
          : Optional.empty();
    }
    return known(file, reading, columns, RowForm.of(reading.kind(), columns));
  }

  private static Optional<ColumnMapping> known(
      String file, Reading reading, Collection<String> columns, List<RowForm> forms) {
    if (forms.size() > 1) {
      throw new UnknownColumnsException(ambiguous(file, forms, columns));
    }
    return forms.stream()
        .findFirst()
        .map(form -> new ColumnMapping(reading.kind(), Optional.of(form), form.columns()));
  }

  /**
   * What rows are that lack the columns that the caller named: pairs of a known form, where they
   * have none of those columns. So pairs and files of which the columns are given go together.
   *
   * @throws UnknownColumnsException where they are no pairs, or the columns fit no form or several
   */
  static ColumnMapping withoutGiven(String file, Reading reading, Collection<String> columns) {
    List<RowForm> pairs =
        Collections.disjoint(columns, reading.columns().keySet())
            ? RowForm.of(reading.kind(), columns).stream().filter(RowForm::isPair).toList()
            : List.of();
    return known(file, reading, columns, pairs).orElseThrow(() -> unknown(file, reading, columns));
  }

  private static UnknownColumnsException unknown(
      String file, Reading reading, Collection<String> columns) {
    for (String column : reading.columns().keySet()) {
      if (!columns.contains(column)) {
        return new UnknownColumnsException(
            "%s: has no column '%s'; its columns are %s".formatted(file, column, listed(columns)));
      }
    }
    return new UnknownColumnsException(
        "%s: the columns %s are of no known form; say what they are, such as --columns %s"
            .formatted(file, listed(columns), suggestion(reading.kind(), columns)));
  }

  private static String ambiguous(String file, List<RowForm> forms, Collection<String> columns) {
    return "%s: the columns %s may be %s; say which with %s"
        .formatted(
            file,
            listed(columns),
            forms.stream().map(RowForm::told).distinct().collect(Collectors.joining(" or ")),
            forms.stream()
                .map(form -> "--columns " + pairs(form.columns()))
                .distinct()
                .collect(Collectors.joining(" or ")));
  }

  /** The first columns as the first fields: seldom right, but what has to be written. */
  private static String suggestion(RecordKind kind, Collection<String> columns) {
    Map<String, String> pairs = new LinkedHashMap<>();
    List<String> names = columns.stream().limit(2).toList();
    for (int i = 0; i < names.size(); i++) {
      pairs.put(names.get(i), kind.main().get(i));
    }
    return pairs(pairs);
  }

  private static String pairs(Map<String, String> columns) {
    return columns.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  private static String listed(Collection<String> columns) {
    return columns.stream()
        .limit(20)
        .map(column -> column.length() > 40 ? column.substring(0, 40) + ".." : column)
        .map(column -> "'" + column + "'")
        .collect(Collectors.joining(", "));
  }

  /** The field that a column gives; empty for none. */
  String fieldOf(String column) {
    String field = given.get(column);
    if (field != null) {
      return field;
    }
    String found = form.map(known -> known.fieldOf(column)).orElse(kind.has(column) ? column : "");
    // What is given for a field goes before a column that happens to be called so.
    return given.containsValue(found) && !found.equals("neg") ? "" : found;
  }

  /** The columns that every row must fill. */
  Set<String> needed() {
    Set<String> needed = new LinkedHashSet<>();
    given.forEach(
        (column, field) -> {
          if (NEEDED.contains(field)) {
            needed.add(column);
          }
        });
    return needed;
  }

  /** Whether a row is a record as it is. */
  boolean isOwn() {
    return form.isPresent() && form.get().isOwn();
  }

  /** What the rows are read as, with all columns of the first one that give something. */
  String told(Collection<String> columns) {
    Map<String, String> used = new LinkedHashMap<>();
    columns.forEach(
        column -> {
          if (!fieldOf(column).isEmpty()) {
            used.put(column, fieldOf(column));
          }
        });
    return form.map(RowForm::told).orElse("the columns given") + ": " + Reading.told(used);
  }
}
