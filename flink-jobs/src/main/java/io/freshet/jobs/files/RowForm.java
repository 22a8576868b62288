/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.files;

import static io.freshet.jobs.files.RecordKind.DOCUMENTS;
import static io.freshet.jobs.files.RecordKind.EXAMPLES;
import static io.freshet.jobs.files.RecordKind.JUDGMENTS;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The forms of rows that are known by their columns. */
enum RowForm {
  FRESHET_EXAMPLES(EXAMPLES, "training examples", "query", "query", "pos", "pos"),
  ANCHORS(EXAMPLES, "sentence-transformers rows", "anchor", "query", "positive", "pos"),
  SENTENCES(EXAMPLES, "pairs of sentences", "sentence1", "query", "sentence2", "pos"),
  QUESTIONS(EXAMPLES, "questions and answers", "question", "query", "answer", "pos"),
  QUESTION_CONTEXTS(EXAMPLES, "questions and contexts", "question", "query", "context", "pos"),
  PASSAGES(EXAMPLES, "queries and passages", "query", "query", "passage", "pos"),
  POSITIVES(EXAMPLES, "queries and positives", "query", "query", "positive", "pos"),
  ANSWERS(EXAMPLES, "queries and answers", "query", "query", "answer", "pos"),
  DOCUMENTS_OF_QUERIES(EXAMPLES, "queries and documents", "query", "query", "document", "pos"),
  SINGLE_QUERIES(EXAMPLES, "training examples of single texts", "query", "query"),
  SINGLE_TEXTS(EXAMPLES, "single texts", "text", "query"),
  SINGLE_SENTENCES(EXAMPLES, "single texts", "sentence", "query"),

  FRESHET_DOCUMENTS(DOCUMENTS, "documents", "id", "id", "text", "text"),
  FRESHET_TITLES(DOCUMENTS, "documents", "id", "id", "title", "title"),
  BEIR_CORPUS(DOCUMENTS, "a corpus of BEIR", "_id", "id", "text", "text"),
  PYSERINI_CORPUS(DOCUMENTS, "a corpus of Pyserini", "id", "id", "contents", "text"),
  TEVATRON_CORPUS(DOCUMENTS, "a corpus of Tevatron", "docid", "id", "text", "text"),

  FRESHET_JUDGMENTS(JUDGMENTS, "judgments", "query_id", "query_id", "relevant", "relevant");

  /** Hard negatives of sentence-transformers: {@code negative}, {@code negative_1} and so on. */
  private static final Pattern NEGATIVE = Pattern.compile("negative(_\\d+)?");

  private final RecordKind kind;
  private final String told;
  private final String firstColumn;
  private final String firstField;
  private final String secondColumn;
  private final String secondField;

  RowForm(RecordKind kind, String told, String column, String field) {
    this(kind, told, column, field, "", "");
  }

  RowForm(
      RecordKind kind,
      String told,
      String firstColumn,
      String firstField,
      String secondColumn,
      String secondField) {
    this.kind = kind;
    this.told = told;
    this.firstColumn = firstColumn;
    this.firstField = firstField;
    this.secondColumn = secondColumn;
    this.secondField = secondField;
  }

  /** What the rows are, for a person. */
  String told() {
    return told;
  }

  /** Fields by the columns that every row must have. */
  Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put(firstColumn, firstField);
    if (!secondColumn.isEmpty()) {
      columns.put(secondColumn, secondField);
    }
    return columns;
  }

  /** Whether the rows are queries with what answers them. */
  boolean isPair() {
    return secondField.equals("pos");
  }

  /** Whether the columns are called as the fields are. */
  boolean isOwn() {
    return firstColumn.equals(firstField) && secondColumn.equals(secondField);
  }

  /** The field that another column of such rows gives; empty for none. */
  String fieldOf(String column) {
    // In our own rows a field that the contract does not name has no meaning.
    if (kind == EXAMPLES && !isOwn()) {
      if (NEGATIVE.matcher(column).matches()) {
        return "neg";
      }
      if (column.equals("score") || (this == SENTENCES && column.equals("label"))) {
        return "pos_scores";
      }
    }
    return kind.has(column) ? column : "";
  }

  /**
   * The forms that rows with these columns may be of. Our own form goes before all others, since
   * its fields are a contract; a form goes before those that need fewer columns.
   */
  static List<RowForm> of(RecordKind kind, Collection<String> columns) {
    List<RowForm> fitting =
        Stream.of(values())
            .filter(form -> form.kind == kind && columns.containsAll(form.columns().keySet()))
            .toList();
    if (fitting.contains(FRESHET_EXAMPLES)) {
      return List.of(FRESHET_EXAMPLES);
    }
    if (fitting.contains(FRESHET_DOCUMENTS)) {
      return fitting.stream().filter(form -> form != FRESHET_TITLES).toList();
    }
    int most = fitting.stream().mapToInt(form -> form.columns().size()).max().orElse(0);
    return fitting.stream().filter(form -> form.columns().size() == most).toList();
  }
}
