/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.Reason;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import io.freshet.model.files.TextFileException;
import io.freshet.model.files.TextLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of JSON, one object a line. What is no object is left to the decoder, which says why. */
final class JsonRows implements RecordRows {
  private static final JsonMapper JSON = new JsonMapper();

  /** Rows of no form after which the file is taken to be of none. */
  private static final int MOST_LOOKED = 100;

  private final Path file;
  private final Reading reading;
  private final TextLines lines;
  private @Nullable RowConversion conversion;
  private String told = "";

  /** Opens a file and chooses by its first object that is of a form: one may be broken. */
  JsonRows(Path file, Reading reading) throws IOException {
    this.file = file;
    this.reading = reading;
    try (TextLines ahead = TextLines.open(file)) {
      choose(ahead);
    }
    this.lines = TextLines.open(file);
  }

  private void choose(TextLines ahead) throws IOException {
    List<String> first = List.of();
    int looked = 0;
    while (conversion == null && looked < MOST_LOOKED && ahead.next()) {
      Optional<ObjectNode> row = object(ahead.bytes());
      if (row.isPresent()) {
        List<String> columns = names(row.get());
        ColumnMapping.of(file.toString(), reading, columns)
            .ifPresent(mapping -> choose(mapping, columns));
        first = first.isEmpty() ? columns : first;
        looked++;
      } else if (ahead.number() == 1) {
        refuseOtherJson(ahead);
      }
    }
    if (conversion == null && looked > 0) {
      ColumnMapping mapping = ColumnMapping.withoutGiven(file.toString(), reading, first);
      choose(mapping, first);
      // Our own form is told too: the caller gave columns and none of them was there.
      told = mapping.told(first);
    }
  }

  private void choose(ColumnMapping mapping, List<String> columns) {
    conversion = new RowConversion(mapping, reading);
    told = mapping.isOwn() ? "" : mapping.told(columns);
  }

  /** What begins as JSON that goes over the lines is wrong in all of them. */
  private static void refuseOtherJson(TextLines first) throws IOException {
    byte[] line = first.bytes();
    if (line[0] == '[') {
      throw first.error(
          "a JSON array; one object a line is needed: jq -c '.[]' FILE writes an array's so");
    }
    if (new String(line, UTF_8).strip().equals("{")) {
      throw first.error(
          "an object over several lines; one a line is needed: jq -c . FILE writes them so");
    }
  }

  private static List<String> names(ObjectNode row) {
    List<String> names = new ArrayList<>();
    row.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Override
  public Optional<Decoded<RawRecord>> next() throws IOException {
    if (!lines.next()) {
      return Optional.empty();
    }
    Origin origin = new Origin(file.toString(), 0, lines.number() - 1, -1);
    byte[] bytes = lines.bytes();
    Optional<ObjectNode> row = object(bytes);
    RowConversion chosen = conversion;
    if (row.isEmpty() || chosen == null) {
      return Optional.of(asFound(RawRecord.ofLine(reading.key(), bytes, origin)));
    }
    return Optional.of(chosen.record(row.get(), bytes, origin));
  }

  private Decoded<RawRecord> asFound(RawRecord found) {
    try {
      String unused = lines.text();
      return new Decoded.Accepted<>(found, found.received());
    } catch (TextFileException e) {
      return new Decoded.Rejected<>(
          found
              .received()
              .letter("read", Reason.MALFORMED_JSON.word(), TextFileException.NOT_UTF_8));
    }
  }

  private static Optional<ObjectNode> object(byte[] line) throws IOException {
    try {
      JsonNode node = JSON.readTree(line);
      return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  @Override
  public String told() {
    return told;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
