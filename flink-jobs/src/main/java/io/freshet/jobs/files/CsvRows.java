/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.Reason;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.Origin;
import io.freshet.model.files.TextFile;
import io.freshet.model.files.TextFileException;
import io.freshet.model.files.TextLines;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/** Rows of CSV or TSV under a header. A row's line is the one on which it begins. */
final class CsvRows implements RecordRows {
  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build();

  private final Path file;
  private final MappingIterator<String[]> rows;
  private final List<String> columns;
  private final RowConversion conversion;
  private final String told;

  /** Opens a file and chooses by its header. */
  CsvRows(Path file, Reading reading, char separator) throws IOException {
    this.file = file;
    rows = open(file, separator);
    try {
      columns = header();
      ColumnMapping mapping =
          ColumnMapping.of(file.toString(), reading, columns)
              .orElseGet(() -> ColumnMapping.withoutGiven(file.toString(), reading, columns));
      conversion = new RowConversion(mapping, reading);
      told = mapping.told(columns);
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  private static MappingIterator<String[]> open(Path file, char separator) throws IOException {
    try {
      // A strict decoder: what is no UTF-8 is told, not replaced.
      return CSV.readerFor(String[].class)
          .with(CsvSchema.emptySchema().withColumnSeparator(separator))
          .readValues(new InputStreamReader(TextFile.open(file), UTF_8.newDecoder()));
    } catch (CharacterCodingException e) {
      throw notUtf8(file);
    }
  }

  /** The decoder works ahead of the rows, so its error says nothing of the line. */
  private static TextFileException notUtf8(Path file) throws IOException {
    try (TextLines lines = TextLines.open(file)) {
      while (lines.next()) {
        String unused = lines.text();
      }
      return lines.error("the file is not UTF-8");
    }
  }

  private List<String> header() throws IOException {
    Optional<String[]> first = row();
    if (first.isEmpty()) {
      throw new TextFileException(file, "there are no rows");
    }
    List<String> names = Stream.of(first.get()).map(String::strip).toList();
    if (new LinkedHashSet<>(names).size() < names.size()) {
      throw new TextFileException(file, 1, "two columns have the same name in the header");
    }
    return names;
  }

  @Override
  public Optional<Decoded<RawRecord>> next() throws IOException {
    long line = line();
    Optional<String[]> cells = row();
    if (cells.isEmpty()) {
      return Optional.empty();
    }
    Origin origin = new Origin(file.toString(), 0, line - 1, -1);
    if (cells.get().length > columns.size()) {
      return Optional.of(tooLong(cells.get(), origin));
    }
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < cells.get().length; i++) {
      row.put(columns.get(i), cells.get()[i]);
    }
    return Optional.of(conversion.record(row, row.toString().getBytes(UTF_8), origin));
  }

  private Decoded<RawRecord> tooLong(String[] cells, Origin origin) {
    byte[] found = String.join(" | ", cells).getBytes(UTF_8);
    return new Decoded.Rejected<>(
        RawRecord.ofLine(found, origin)
            .received()
            .letter(
                "read",
                Reason.LENGTH_MISMATCH.word(),
                "%d columns where the header has %d; quote texts that hold the separator"
                    .formatted(cells.length, columns.size())));
  }

  /** The next row; empty at the end. */
  private Optional<String[]> row() throws IOException {
    long line = line();
    try {
      return rows.hasNextValue() ? Optional.of(rows.nextValue()) : Optional.empty();
    } catch (CharacterCodingException e) {
      throw notUtf8(file);
    } catch (EOFException | ZipException e) {
      throw TextFileException.damaged(file, line, e);
    } catch (JsonProcessingException | RuntimeJsonMappingException e) {
      throw new TextFileException(file, line, "no CSV: " + e.getMessage());
    }
  }

  private long line() {
    return rows.getCurrentLocation().getLineNr();
  }

  /** The separator of a header; none where it has one column. */
  static Optional<Character> separator(String header) {
    return Stream.of('\t', ',', ';')
        .filter(candidate -> header.indexOf(candidate) >= 0)
        .findFirst();
  }

  @Override
  public String told() {
    return told;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
