/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.files;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of records that are read from files, and the fields that a row may give. */
public enum RecordKind {
  /** Training examples. */
  EXAMPLES("train"),
  /** Documents. */
  DOCUMENTS(""),
  /** Judged queries. */
  JUDGMENTS("test");

  private static final Set<String> LISTS = Set.of("pos", "neg", "pos_scores", "neg_scores");
  private static final String METADATA = "metadata";

  private final String split;

  RecordKind(String split) {
    this.split = split;
  }

  /** The fields that say what a record is about, the ones to name first. */
  List<String> main() {
    return switch (this) {
      case EXAMPLES -> List.of("query", "pos", "neg");
      case DOCUMENTS -> List.of("id", "text", "title");
      case JUDGMENTS -> List.of("query_id", "query", "relevant");
    };
  }

  /** The fields that are numbers or hold them. */
  private List<String> numbers() {
    return switch (this) {
      case EXAMPLES -> List.of("pos_scores", "neg_scores", "weight", "timestamp");
      case DOCUMENTS -> List.of("version");
      case JUDGMENTS -> List.of();
    };
  }

  private List<String> others() {
    return switch (this) {
      case EXAMPLES -> List.of("id", "task", "label", "prompt", "type");
      case DOCUMENTS -> List.of(METADATA);
      case JUDGMENTS -> List.of("task");
    };
  }

  /** The names of the fields, for a person. */
  String fields() {
    return Stream.of(main(), numbers(), others())
        .flatMap(Collection::stream)
        .map(field -> field.equals(METADATA) ? METADATA + ".NAME" : field)
        .collect(Collectors.joining(", "));
  }

  /** Whether records of this kind have the field. */
  boolean has(String field) {
    return main().contains(field)
        || isNumber(field)
        || others().contains(field)
        || (others().contains(METADATA) && field.startsWith(METADATA + "."));
  }

  /** Whether the field is a number or holds numbers. */
  boolean isNumber(String field) {
    return numbers().contains(field);
  }

  /** Whether the field is a list. */
  static boolean isList(String field) {
    return LISTS.contains(field);
  }

  /** The split of a BEIR folder that is read where none is named; empty where none is needed. */
  String split() {
    return split;
  }
}
