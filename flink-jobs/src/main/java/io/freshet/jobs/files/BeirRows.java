/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.Reason;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import io.freshet.connectors.records.Received;
import io.freshet.evaluation.beir.BeirDocument;
import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.model.files.JsonLines;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Judged queries of a BEIR folder as training examples or judgments, by the lines of its queries.
 */
final class BeirRows implements RecordRows {
  private static final int BLOCK = 1_000;

  private final Reading reading;
  private final String split;
  private final Map<String, Map<String, Integer>> judgments;
  private final Map<String, String> texts = new HashMap<>();
  private final JsonLines queries;

  BeirRows(BeirFolder folder, Reading reading) throws IOException {
    this.reading = reading;
    this.split = reading.split().isEmpty() ? reading.kind().split() : reading.split();
    judgments = folder.judgments(split);
    if (reading.kind() == RecordKind.EXAMPLES) {
      readTexts(folder);
    }
    queries = JsonLines.open(folder.queriesFile());
  }

  /** Only what is judged is kept: a corpus may be larger than memory. */
  private void readTexts(BeirFolder folder) throws IOException {
    judgments.values().forEach(grades -> grades.keySet().forEach(id -> texts.put(id, "")));
    folder.documents(
        BLOCK,
        block -> {
          for (BeirDocument document : block) {
            texts.computeIfPresent(document.id(), (id, none) -> document.content());
          }
        });
  }

  @Override
  public Optional<Decoded<RawRecord>> next() throws IOException {
    while (queries.next()) {
      String id = queries.value().path("_id").asText();
      Map<String, Integer> grades = judgments.get(id);
      if (grades != null) {
        return Optional.of(record(id, queries.value().path("text").asText(), grades));
      }
    }
    return Optional.empty();
  }

  private Decoded<RawRecord> record(String id, String query, Map<String, Integer> grades) {
    Origin origin =
        new Origin(queries.line().file().toString(), 0, queries.line().number() - 1, -1);
    if (reading.kind() == RecordKind.JUDGMENTS) {
      return accepted(judgment(id, query, grades), origin);
    }
    ObjectNode example = example(id, query, grades);
    if (!example.has("pos")) {
      Received found = RawRecord.ofLine(reading.key(), queries.line().bytes(), origin).received();
      return new Decoded.Rejected<>(
          found.letter(
              "read",
              Reason.MISSING_FIELD.word(),
              "no document of the corpus answers the query '%s' by the judgments of '%s'"
                  .formatted(id, split)));
    }
    return accepted(example, origin);
  }

  private Decoded<RawRecord> accepted(ObjectNode record, Origin origin) {
    RawRecord raw = RawRecord.ofLine(reading.key(), record.toString().getBytes(UTF_8), origin);
    return new Decoded.Accepted<>(raw, raw.received());
  }

  private ObjectNode example(String id, String query, Map<String, Integer> grades) {
    ObjectNode example = JsonNodeFactory.instance.objectNode().put("id", id).put("query", query);
    grades.forEach(
        (document, grade) -> {
          String text = texts.getOrDefault(document, "");
          if (!text.isBlank()) {
            example
                .withArray(grade > 0 ? "pos" : "neg")
                .addObject()
                .put("id", document)
                .put("text", text);
          }
        });
    return example;
  }

  private ObjectNode judgment(String id, String query, Map<String, Integer> grades) {
    ObjectNode judgment = JsonNodeFactory.instance.objectNode();
    judgment.put("query_id", id).put("task", reading.task()).put("query", query);
    ObjectNode relevant = judgment.putObject("relevant");
    grades.forEach(relevant::put);
    return judgment;
  }

  @Override
  public String told() {
    return "a BEIR folder: queries with the judgments of '" + split + "'";
  }

  @Override
  public void close() throws IOException {
    queries.close();
  }
}
