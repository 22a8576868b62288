/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.connectors.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Judgment;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.TaskControl;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of what is understood and of what is refused, and why. */
class DecodingTest {

  private static final Origin ORIGIN = new Origin("topic", 1, 42, 1_000);

  private static RawRecord raw(String key, String value, Map<String, String> headers) {
    return new RawRecord(
        key == null ? Optional.empty() : Optional.of(utf8(key)),
        value == null ? Optional.empty() : Optional.of(utf8(value)),
        headers,
        ORIGIN);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T accepted(Decoded<T> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
    return ((Decoded.Accepted<T>) decoded).value();
  }

  private static <T> DeadLetter rejected(Decoded<T> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
    return ((Decoded.Rejected<T>) decoded).letter();
  }

  private static TrainingExample example(String key, String value) {
    TrainingMessage message = accepted(TrainingMessageJson.decode(raw(key, value, Map.of())));
    return (TrainingExample) message;
  }

  @Test
  void flagEmbeddingRowIsAnExampleAsItIs() {
    String row =
        """
        {"query": "q", "pos": ["p1", {"id": "d2", "text": "p2"}], "neg": ["n"],
         "pos_scores": [0.9, 1], "neg_scores": [-2.5], "prompt": "find: ", "type": "symmetric_sts",
         "unknown": {"deep": [1]}, "task": "search", "label": 3}""";
    TrainingExample example = example(null, row);
    assertThat(example.task()).isEqualTo("search");
    assertThat(example.positives())
        .containsExactly(new TextItem("", "p1"), new TextItem("d2", "p2"));
    assertThat(example.negatives()).containsExactly(new TextItem("", "n"));
    assertThat(example.positiveScores()).containsExactly(0.9, 1.0);
    assertThat(example.negativeScores()).containsExactly(-2.5);
    assertThat(example.prompt()).isEqualTo("find: ");
    assertThat(example.type()).isEqualTo("symmetric_sts");
    assertThat(example.label()).isEqualTo("3");
    assertThat(example.weight()).isEqualTo(1.0);
    assertThat(example.timestamp()).isEqualTo(1_000);
  }

  @Test
  void idComesFromTheContentAndTaskFromTheKey() {
    String row = "{\"query\": \"q\", \"pos\": [\"p\"], \"neg\": null}";
    TrainingExample first = example("qa", row);
    assertThat(first.task()).isEqualTo("qa");
    assertThat(first.id()).hasSize(24).isEqualTo(example("qa", row + " ").id());
    assertThat(example("other", row).id()).isNotEqualTo(first.id());
    assertThat(example("qa", row.replace("\"p\"", "\"p2\"")).id()).isNotEqualTo(first.id());
    assertThat(example("qa", row.replace("{", "{\"id\": 12, ")).id()).isEqualTo("12");
  }

  @Test
  void controlsAreToldApartByTheirHeader() {
    RawRecord record =
        raw(
            "qa",
            "{\"settings\": {\"weight\": 0.5, \"loss\": \"cosent\"}}",
            Map.of("freshet-type", "control"));
    assertThat(accepted(TrainingMessageJson.decode(record)))
        .isEqualTo(TaskControl.set("qa", Map.of("weight", "0.5", "loss", "cosent")));
    assertThat(
            rejected(TrainingMessageJson.decode(raw("qa", "{}", Map.of("freshet-type", "x"))))
                .reason())
        .isEqualTo("unknown-type");
    assertThat(
            rejected(TrainingMessageJson.decode(raw("qa", "{}", Map.of("freshet-type", "control"))))
                .reason())
        .isEqualTo("missing-field");
  }

  @Test
  void aTextAloneIsAnExample() throws Exception {
    for (String row :
        new String[] {
          "{\"task\": \"t\", \"query\": \"q\"}", "{\"task\": \"t\", \"query\": \"q\", \"pos\": []}"
        }) {
      TrainingExample example = example("t", row);
      assertThat(example.positives()).isEmpty();
      assertThat(example("t", new String(TrainingMessageJson.encode(example), UTF_8)))
          .isEqualTo(example);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "NULL",
      value = {
        "NULL | missing-field | no value",
        "'' | malformed-json | empty",
        "not json | malformed-json | one JSON object",
        "{\"query\": \"q\" | malformed-json | one JSON object",
        "{} {} | malformed-json | one JSON object",
        "{\"weight\": NaN} | malformed-json | one JSON object",
        "[1] | wrong-type | a JSON array",
        "\"text\" | wrong-type | a JSON string",
        "{\"query\": \"q\", \"pos\": [\"p\"]} | missing-field | 'task'",
        "{\"task\": 3, \"query\": \"q\", \"pos\": [\"p\"]} | wrong-type | 'task'",
        "{\"task\": \"t\", \"pos\": [\"p\"]} | missing-field | 'query'",
        "{\"task\": \"t\", \"query\": 1, \"pos\": [\"p\"]} | wrong-type | 'query'",
        "{\"task\": \"t\", \"query\": \" \", \"pos\": [\"p\"]} | blank-text | 'query'",
        "{\"task\": \"t\", \"query\": \"q\", \"pos\": \"p\"} | wrong-type | 'pos'",
        "{\"task\": \"t\", \"query\": \"q\", \"pos\": [\"\"]} | blank-text | 'pos[0]'",
        "{\"task\": \"t\", \"query\": \"q\", \"pos\": [null]} | wrong-type | 'pos[0]'",
        "{\"task\": \"t\", \"query\": \"q\", \"pos\": [{\"id\": \"d\"}]} | missing-field | 'pos[0].text'",
        "{\"task\": \"t\", \"query\": \"q\", \"pos\": [\"p\"], \"pos_scores\": [1, 2]} | length-mismatch | 'pos_scores'",
        "{\"task\": \"t\", \"query\": \"q\", \"pos\": [\"p\"], \"pos_scores\": [\"1\"]} | wrong-type | 'pos_scores[0]'",
        "{\"task\": \"t\", \"query\": \"q\", \"pos\": [\"p\"], \"pos_scores\": [1e999]} | out-of-range | 'pos_scores[0]'",
        "{\"task\": \"t\", \"query\": \"q\", \"pos\": [\"p\"], \"weight\": -1} | out-of-range | 'weight'",
        "{\"task\": \"t\", \"query\": \"q\", \"pos\": [\"p\"], \"weight\": 1e7} | out-of-range | 'weight'",
        "{\"task\": \"t\", \"query\": \"q\", \"pos\": [\"p\"], \"pos_scores\": [-1e7]} | out-of-range | 'pos_scores'",
        "{\"task\": \"t\", \"query\": \"q\", \"pos\": [\"p\"], \"timestamp\": 1.5} | wrong-type | 'timestamp'",
        "{\"task\": \"t\", \"query\": \"q\", \"pos\": [\"p\"], \"timestamp\": 99999999999999999999} | out-of-range | 'timestamp'",
      })
  void refusedExamplesSayWhy(String value, String reason, String message) {
    DeadLetter letter = rejected(TrainingMessageJson.decode(raw(null, value, Map.of())));
    assertThat(letter.reason()).isEqualTo(reason);
    assertThat(letter.error()).contains(message);
    assertThat(letter.stage()).isEqualTo("decode");
    assertThat(letter.value()).isEqualTo(value == null ? new byte[0] : utf8(value));
    assertThat(letter.origin()).isEqualTo(ORIGIN);
  }

  @Test
  void whatIsTooLargeOrNotUtf8IsRefused() {
    String deep = "[".repeat(200) + "]".repeat(200);
    assertThat(rejected(TrainingMessageJson.decode(raw(null, deep, Map.of()))).reason())
        .isEqualTo("malformed-json");
    String longText = "x".repeat(Limits.TEXT_CHARACTERS + 1);
    String row = "{\"task\": \"t\", \"query\": \"" + longText + "\", \"pos\": [\"p\"]}";
    assertThat(rejected(TrainingMessageJson.decode(raw(null, row, Map.of()))).reason())
        .isEqualTo("too-large");
    RawRecord huge = RawRecord.ofLine(new byte[Limits.VALUE_BYTES + 1], ORIGIN);
    assertThat(rejected(TrainingMessageJson.decode(huge)).reason()).isEqualTo("too-large");
    RawRecord notUtf8 = RawRecord.ofLine(new byte[] {'{', '"', (byte) 0xFF, '"'}, ORIGIN);
    assertThat(rejected(TrainingMessageJson.decode(notUtf8)).reason()).isEqualTo("malformed-json");
    RawRecord key =
        new RawRecord(
            Optional.of(new byte[] {(byte) 0xC0}), Optional.of(utf8("{}")), Map.of(), ORIGIN);
    assertThat(rejected(DocumentJson.decode(key)).reason()).isEqualTo("malformed-key");
  }

  @Test
  void unpairedSurrogatesAreReplaced() {
    assertThat(example("t", "{\"query\": \"a\\ud800b\\ud83d\\ude80\", \"pos\": [\"p\"]}").query())
        .isEqualTo("a\uFFFDb\uD83D\uDE80");
  }

  @Test
  void documentsAreUpsertsOrDeletes() {
    assertThat(
            accepted(
                DocumentJson.decode(
                    raw(
                        "d",
                        """
                        {"title": "t", "text": "x", "extra": 1, "metadata": {"a": 1, "b": {"c": true},
                         "d": ["x", 2], "e": null, "f": [{"g": 1}]}}""",
                        Map.of()))))
        .isEqualTo(
            new DocumentChange.Upsert(
                "d",
                42,
                "t",
                "x",
                Map.of("a", "1", "b.c", "true", "d", "x,2", "f", "[{\"g\":1}]")));
    assertThat(accepted(DocumentJson.decode(raw("d", null, Map.of()))))
        .isEqualTo(new DocumentChange.Delete("d", 42));
    assertThat(accepted(DocumentJson.decode(raw("d", null, Map.of("version", "7")))))
        .isEqualTo(new DocumentChange.Delete("d", 7));
    assertThat(
            accepted(DocumentJson.decode(raw("d", "{\"text\": \"x\", \"version\": 9}", Map.of())))
                .version())
        .isEqualTo(9);
    assertThat(
            accepted(
                    DocumentJson.decode(
                        raw("d", "{\"text\": \"x\", \"version\": 9}", Map.of("version", "8"))))
                .version())
        .isEqualTo(8);
    assertThat(accepted(DocumentJson.decode(raw(null, "{\"id\": 5, \"text\": \"x\"}", Map.of()))))
        .isEqualTo(new DocumentChange.Upsert("5", 42, "", "x", Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "NULL",
      value = {
        "NULL | NULL | NULL | missing-field",
        "NULL | {\"text\": \"x\"} | NULL | missing-field",
        "d | {\"text\": \" \"} | NULL | blank-text",
        "d | {} | NULL | missing-field",
        "d | {\"text\": {}} | NULL | wrong-type",
        "d | {\"id\": \"e\", \"text\": \"x\"} | NULL | key-mismatch",
        "d | {\"text\": \"x\", \"metadata\": []} | NULL | wrong-type",
        "d | {\"text\": \"x\", \"version\": \"1\"} | NULL | wrong-type",
        "d | {\"text\": \"x\", \"version\": -5} | NULL | out-of-range",
        "d | {\"text\": \"x\"} | -1 | out-of-range",
        "d | NULL | v1 | wrong-type",
        "' ' | {\"text\": \"x\"} | NULL | blank-text",
      })
  void refusedDocumentsSayWhy(String key, String value, String version, String reason) {
    Map<String, String> headers = version == null ? Map.of() : Map.of("version", version);
    DeadLetter letter = rejected(DocumentJson.decode(raw(key, value, headers)));
    assertThat(letter.reason()).as(letter.error()).isEqualTo(reason);
  }

  @Test
  void documentIdsFitOpenSearch() {
    String id = "文".repeat(200);
    assertThat(rejected(DocumentJson.decode(raw(id, "{\"text\": \"x\"}", Map.of()))).reason())
        .isEqualTo("too-large");
  }

  @Test
  void judgmentsAreReadAndWithdrawn() {
    String value =
        """
        {"query_id": "q1", "task": "search", "query": "how", "relevant": {"d1": 2, "d2": 0, "d3": -1}}""";
    assertThat(accepted(JudgmentJson.decode(raw("q1", value, Map.of()))))
        .isEqualTo(new Judgment("q1", "search", "how", Map.of("d1", 2, "d2", 0, "d3", -1)));
    assertThat(accepted(JudgmentJson.decode(raw("q1", null, Map.of()))))
        .isEqualTo(new Judgment("q1", "", "", Map.of()));
    for (String[] bad :
        List.of(
            new String[] {"{\"query_id\": \"q2\", \"relevant\": {}}", "key-mismatch"},
            new String[] {"{\"task\": \"t\", \"query\": \"q\"}", "missing-field"},
            new String[] {"{\"relevant\": {\"d\": 1.5}}", "wrong-type"},
            new String[] {"{\"relevant\": {\"d\": 5000000000}}", "out-of-range"},
            new String[] {"{\"relevant\": {}, \"query\": \"q\"}", "missing-field"})) {
      assertThat(rejected(JudgmentJson.decode(raw("q1", bad[0], Map.of()))).reason())
          .isEqualTo(bad[1]);
    }
  }

  @Test
  void versionsMustBeWhatTheirKeySays() {
    String value = "{\"step\": 10, \"digest\": \"0123456789abcdef\", \"uri\": \"file:///m\"}";
    assertThat(accepted(ModelVersionJson.decode(raw("10-01234567/candidate", value, Map.of()))))
        .satisfies(version -> assertThat(version.name()).isEqualTo("10-01234567"));
    assertThat(
            rejected(ModelVersionJson.decode(raw("11-01234567/candidate", value, Map.of())))
                .reason())
        .isEqualTo("key-mismatch");
    assertThat(
            rejected(ModelVersionJson.decode(raw("10-01234567/decision", value, Map.of())))
                .reason())
        .isEqualTo("missing-field");
    assertThat(rejected(ModelVersionJson.decode(raw("10-01234567", value, Map.of()))).reason())
        .isEqualTo("unknown-type");
    assertThat(
            rejected(
                    ModelVersionJson.decode(
                        raw("10-0/candidate", value.replace("0123456789abcdef", "0"), Map.of())))
                .reason())
        .isEqualTo("out-of-range");
  }
}
