/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.connectors.json.DocumentJson;
import io.freshet.connectors.json.JudgmentJson;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.TrainingExample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFilesTest {
  @TempDir Path directory;

  static List<Arguments> examples() {
    return List.of(
        Arguments.of(
            "{\"query\": \"q\", \"pos\": [\"p\"], \"neg\": [\"n\"], \"answer\": \"a\","
                + " \"score\": 1, \"negative\": \"x\"}",
            "",
            "q | p | n"),
        Arguments.of("{\"query\": \"q\", \"pos\": \"p\", \"neg\": \"n\"}", "", "q | p | n"),
        Arguments.of(
            "{\"anchor\": \"q\", \"positive\": \"p\", \"negative_1\": \"n\", \"negative_2\": \"m\"}",
            "sentence-transformers rows: anchor -> query, positive -> pos, negative_1 -> neg,"
                + " negative_2 -> neg",
            "q | p | n, m"),
        Arguments.of(
            "{\"sentence1\": \"q\", \"sentence2\": \"p\", \"score\": 0.5}",
            "pairs of sentences: sentence1 -> query, sentence2 -> pos, score -> pos_scores",
            "q | p (0.5) | "),
        Arguments.of(
            "{\"sentence1\": \"q\", \"sentence2\": \"p\", \"label\": 1}",
            "pairs of sentences: sentence1 -> query, sentence2 -> pos, label -> pos_scores",
            "q | p (1.0) | "),
        Arguments.of(
            "{\"question\": \"q\", \"answer\": \"p\"}",
            "questions and answers: question -> query, answer -> pos",
            "q | p | "),
        Arguments.of(
            "{\"query\": \"q\", \"passage\": [\"p\", \"o\"], \"task\": \"t\"}",
            "queries and passages: query -> query, passage -> pos, task -> task",
            "q | p, o | "),
        Arguments.of(
            "{\"query\": \"q\", \"positive\": {\"id\": \"d\", \"text\": \"p\"}, \"negative\": null}",
            "queries and positives: query -> query, positive -> pos, negative -> neg",
            "q | p | "),
        Arguments.of("{\"text\": \"q\"}", "single texts: text -> query", "q |  | "),
        Arguments.of(
            "question,answer,id\n\"q\",\"p\",7\n",
            "questions and answers: question -> query, answer -> pos, id -> id",
            "q | p | "),
        Arguments.of(
            "anchor;positive\nq;p\n",
            "sentence-transformers rows: anchor -> query, positive -> pos",
            "q | p | "),
        Arguments.of(
            "query\tpos\tweight\nq\t\"p\"\t0.5\n",
            "training examples: query -> query, pos -> pos, weight -> weight",
            "q | p | "));
  }

  @ParameterizedTest(name = "{1} {0}")
  @MethodSource("examples")
  void examplesAreReadByTheirColumns(String content, String told, String expected)
      throws IOException {
    Path file = Files.writeString(directory.resolve("rows"), content);
    Reading reading = Reading.examples("search");
    assertThat(read(file, reading))
        .containsExactly((content.startsWith("{") ? "line 1: " : "line 2: ") + expected);
    try (RecordRows rows = RecordFiles.open(file, reading)) {
      assertThat(rows.told()).isEqualTo(told);
    }
  }

  static List<Arguments> unknown() {
    return List.of(
        Arguments.of(
            "{\"prompt_text\": \"q\", \"completion\": \"p\"}",
            ": the columns 'prompt_text', 'completion' are of no known form; say what they are,"
                + " such as --columns prompt_text=query,completion=pos"),
        Arguments.of(
            "question,context,answer\na,b,c\n",
            ": the columns 'question', 'context', 'answer' may be questions and answers or"
                + " questions and contexts; say which with --columns question=query,answer=pos or"
                + " --columns question=query,context=pos"),
        Arguments.of("0\tThe first passage\n", ": the columns '0', 'The first passage' are of no"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unknown")
  void columnsThatDoNotSayItAreToldWithWhatToWrite(String content, String message)
      throws IOException {
    Path file = Files.writeString(directory.resolve("rows"), content);
    assertThatThrownBy(() -> read(file, Reading.examples("")))
        .isInstanceOf(UnknownColumnsException.class)
        .hasMessageStartingWith(file + message);
  }

  @Test
  void columnsMayBeGiven() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("rows.csv"), "question,context,answer,topic\nq,p,a,x\n");
    Reading reading = given("question=query", "context=pos");
    assertThat(read(file, reading)).containsExactly("line 2: q | p | ");
    assertThatThrownBy(() -> Reading.columns(RecordKind.EXAMPLES, List.of("a=text")))
        .hasMessageStartingWith("'a=text' is no column=field; fields are query, pos, neg");
    Path other = Files.writeString(directory.resolve("other.csv"), "question,passage\nq,p\n");
    assertThatThrownBy(() -> read(other, reading))
        .hasMessageContaining("has no column 'context'; its columns are 'question', 'passage'");
  }

  /** A corpus with titles beside pairs: the columns that are given are those of the corpus. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"query\":\"q\",\"pos\":[\"p\"]}\n", "question,answer\nq,p\n"})
  void pairsGoWithFilesWhoseColumnsAreGiven(String examples) throws IOException {
    Reading titles = given("title=query", "text=pos");
    Path corpus =
        Files.writeString(
            directory.resolve("corpus.jsonl"), "{\"_id\":\"d\",\"title\":\"a\",\"text\":\"b\"}\n");
    assertThat(read(corpus, titles)).containsExactly("line 1: a | b | ");
    Path pairs = Files.writeString(directory.resolve("pairs"), examples);
    assertThat(read(pairs, titles)).hasSize(1).first().asString().endsWith(": q | p | ");
    Path mixed = Files.writeString(directory.resolve("mixed.csv"), "query,pos,title\nq,p,a\n");
    assertThatThrownBy(() -> read(mixed, titles)).hasMessageContaining("has no column 'text'");
    Path texts = Files.writeString(directory.resolve("texts.csv"), "sentence\ns\n");
    assertThatThrownBy(() -> read(texts, titles)).hasMessageContaining("has no column 'title'");
  }

  static List<Arguments> rejected() {
    return List.of(
        Arguments.of("{\"anchor\": \"q\"}", "missing-field 2: the column 'positive' is missing"),
        Arguments.of("{\"anchor\": \"q\", \"positive\": \" \"}", "missing-field 2: the column"),
        Arguments.of("nonsense", "malformed-json 2: the value is not one JSON object"),
        Arguments.of("{\"query\": NaN}", "malformed-json 2: the value is not one JSON object"),
        Arguments.of("\"text\"", "wrong-type 2: the value is a JSON string"),
        Arguments.of(
            "{\"anchor\": \"q\", \"positive\": \"p\", \"score\": \"high\"}",
            "wrong-type 2: the column 'score' holds 'high', no number"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rejected")
  void aRowThatCannotBeUsedIsRejectedAsItWasFound(String row, String error) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("rows.jsonl"), "{\"anchor\": \"a\", \"positive\": \"b\"}\n" + row);
    List<DeadLetter> letters = new ArrayList<>();
    assertThat(read(file, Reading.examples("t"), letters)).containsExactly("line 1: a | b | ");
    assertThat(letters).hasSize(1);
    DeadLetter letter = letters.get(0);
    assertThat(letter.reason() + " " + (letter.origin().offset() + 1) + ": " + letter.error())
        .startsWith(error);
    assertThat(new String(letter.value(), UTF_8)).isEqualTo(row);
  }

  @Test
  void aBrokenFirstRowDoesNotHideTheForm() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("rows.jsonl"),
            "{\"task\": \"t\"}\n{\"anchor\": \"a\", \"positive\": \"b\"}\n");
    List<DeadLetter> letters = new ArrayList<>();
    assertThat(read(file, Reading.examples("t"), letters)).containsExactly("line 2: a | b | ");
    assertThat(letters)
        .singleElement()
        .extracting(DeadLetter::error)
        .isEqualTo("the column 'anchor' is missing or empty; it gives 'query'");
  }

  static List<Arguments> unreadable() {
    return List.of(
        Arguments.of("rows.jsonl", "[{\"query\": \"q\"}]", ":1: a JSON array; one object a line"),
        Arguments.of("rows.jsonl", "{\n \"query\": \"q\"\n}", ":1: an object over several lines"),
        Arguments.of("rows.csv", "", ": there are no rows"),
        Arguments.of("rows.csv", "anchor,anchor\na,b\n", ":1: two columns have the same name"),
        Arguments.of("rows.csv", "anchor,positive\na,b\n\u00e9,c\n", ":3: the line is not UTF-8"));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("unreadable")
  void aFileThatCannotBeReadIsToldWithTheLine(String name, String content, String message)
      throws IOException {
    Path file = Files.write(directory.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> read(file, Reading.examples("")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + message);
  }

  @Test
  void rowsOfCsvMayGoOverLines() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("rows.csv"),
            "\uFEFFanchor,positive\r\n\"a, \"\"b\"\"\",\"one\nmore\"\r\n\r\nc,d\r\n");
    assertThat(read(file, Reading.examples("t")))
        .containsExactly("line 2: a, \"b\" | one\nmore | ", "line 5: c | d | ");
  }

  @Test
  void aRowOfCsvWithTooManyColumnsIsRejected() throws IOException {
    Path file = Files.writeString(directory.resolve("rows.csv"), "anchor,positive\na,b,c\nd,e\n");
    List<DeadLetter> letters = new ArrayList<>();
    assertThat(read(file, Reading.examples("t"), letters)).containsExactly("line 3: d | e | ");
    assertThat(letters)
        .singleElement()
        .extracting(DeadLetter::error)
        .isEqualTo("3 columns where the header has 2; quote texts that hold the separator");
  }

  @BeforeEach
  void beir() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("beir/qrels")).getParent();
    Files.writeString(
        folder.resolve("queries.jsonl"),
        """
        {"_id": "q1", "text": "one"}
        {"_id": "q2", "text": "two"}
        {"_id": "q3", "text": "three"}
        """);
    Files.writeString(
        folder.resolve("corpus.jsonl"),
        """
        {"_id": "d1", "title": "T", "text": "x"}
        {"_id": "d2", "text": "y", "metadata": {"lang": "en"}}
        """);
    Files.writeString(
        folder.resolve("qrels/train.tsv"),
        "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq3\td9\t1\n");
    Files.writeString(folder.resolve("qrels/test.tsv"), "q2\td1\t2\nq2\td2\t1\n");
  }

  @Test
  void aBeirFolderGivesExamplesDocumentsAndJudgments() throws IOException {
    Path folder = directory.resolve("beir");
    List<DeadLetter> letters = new ArrayList<>();
    assertThat(read(folder, Reading.examples("t"), letters))
        .containsExactly("line 1: one | T x | y");
    assertThat(letters).singleElement().extracting(DeadLetter::error).asString().contains("'q3'");

    List<DocumentChange> documents = new ArrayList<>();
    Reading corpus = new Reading(RecordKind.DOCUMENTS, Map.of(), "", "");
    try (RecordRows rows = RecordFiles.open(folder, corpus)) {
      for (Optional<Decoded<RawRecord>> row = rows.next(); row.isPresent(); row = rows.next()) {
        documents.add(accepted(RecordRows.decoded(row.get(), DocumentJson::decode)));
      }
      assertThat(rows.told())
          .isEqualTo("a corpus of BEIR: _id -> id, title -> title, text -> text");
    }
    assertThat(documents).extracting(DocumentChange::id).containsExactly("d1", "d2");
    assertThat(((DocumentChange.Upsert) documents.get(1)).metadata()).containsEntry("lang", "en");

    Reading judged = new Reading(RecordKind.JUDGMENTS, Map.of(), "", "search");
    try (RecordRows rows = RecordFiles.open(folder, judged)) {
      Judgment judgment =
          accepted(RecordRows.decoded(rows.next().orElseThrow(), JudgmentJson::decode));
      assertThat(judgment).isEqualTo(new Judgment("q2", "search", "two", Map.of("d1", 2, "d2", 1)));
      assertThat(rows.next()).isEmpty();
    }
  }

  private static <T> T accepted(Decoded<T> decoded) {
    return ((Decoded.Accepted<T>) decoded).value();
  }

  /** Of examples of which the columns are given. */
  private static Reading given(String... pairs) {
    return new Reading(
        RecordKind.EXAMPLES, Reading.columns(RecordKind.EXAMPLES, List.of(pairs)), "", "t");
  }

  private static List<String> read(Path file, Reading reading) throws IOException {
    List<DeadLetter> letters = new ArrayList<>();
    List<String> read = read(file, reading, letters);
    assertThat(letters).isEmpty();
    return read;
  }

  /** Line and content of each example. */
  private static List<String> read(Path file, Reading reading, List<DeadLetter> letters)
      throws IOException {
    List<String> told = new ArrayList<>();
    try (RecordRows rows = RecordFiles.open(file, reading)) {
      for (Optional<Decoded<RawRecord>> row = rows.next(); row.isPresent(); row = rows.next()) {
        var decoded = RecordRows.decoded(row.get(), TrainingMessageJson::decode);
        if (decoded instanceof Decoded.Rejected<?> rejected) {
          letters.add(rejected.letter());
        } else {
          var accepted = (Decoded.Accepted<?>) decoded;
          told.add(
              "line "
                  + (accepted.received().origin().offset() + 1)
                  + ": "
                  + told((TrainingExample) accepted.value()));
        }
      }
    }
    return told;
  }

  private static String told(TrainingExample example) {
    String scores =
        example.positiveScores().isEmpty() ? "" : " (" + example.positiveScores().get(0) + ")";
    return example.query()
        + " | "
        + String.join(", ", example.positives().stream().map(item -> item.text()).toList())
        + scores
        + " | "
        + String.join(", ", example.negatives().stream().map(item -> item.text()).toList());
  }
}
