/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import io.freshet.model.files.TextLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of JSON, one object a line. What is no object is left to the decoder, which says why. */
final class JsonRows implements RecordRows {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final Reading reading;
  private final TextLines lines;
  private @Nullable RowConversion conversion;
  private String told = "";

  /** Opens a file and chooses by its first object. */
  JsonRows(Path file, Reading reading) throws IOException {
    this.file = file;
    this.reading = reading;
    try (TextLines ahead = TextLines.open(file)) {
      choose(ahead);
    }
    this.lines = TextLines.open(file);
  }

  private void choose(TextLines ahead) throws IOException {
    while (conversion == null && ahead.next()) {
      Optional<ObjectNode> row = object(ahead.bytes());
      if (row.isPresent()) {
        Collection<String> columns = names(row.get());
        ColumnMapping mapping = ColumnMapping.of(file.toString(), reading, columns);
        conversion = new RowConversion(mapping, reading);
        told = mapping.isOwn() ? "" : mapping.told(columns);
      } else if (ahead.number() == 1 && ahead.buffer()[ahead.start()] == '[') {
        throw ahead.error(
            "a JSON array; one object a line is needed: jq -c '.[]' FILE writes an array's so");
      }
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
      RawRecord found = RawRecord.ofLine(reading.key(), bytes, origin);
      return Optional.of(new Decoded.Accepted<>(found, found.received()));
    }
    return Optional.of(chosen.record(row.get(), bytes, origin));
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
