/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.files;

import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.model.files.TextLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Opens files of records: JSON lines, CSV or TSV under a header, and BEIR folders. Stateless. */
public final class RecordFiles {
  private static final List<String> JSON_NAMES = List.of(".json", ".jsonl", ".ndjson");
  private static final List<String> CSV_NAMES = List.of(".csv", ".tsv");

  private RecordFiles() {}

  /**
   * Opens a file or folder and finds out what its rows are.
   *
   * @throws UnknownColumnsException where its columns do not say it
   * @throws IOException where it cannot be read
   */
  public static RecordRows open(Path input, Reading reading) throws IOException {
    if (Files.isDirectory(input)) {
      BeirFolder folder = BeirFolder.open(input);
      return reading.kind() == RecordKind.DOCUMENTS
          ? new JsonRows(folder.corpusFile(), reading)
          : new BeirRows(folder, reading);
    }
    Optional<Character> separator = separator(input);
    return separator.isPresent()
        ? new CsvRows(input, reading, separator.get())
        : new JsonRows(input, reading);
  }

  /** The separator of CSV; none for JSON lines. */
  private static Optional<Character> separator(Path file) throws IOException {
    String name = file.toString().toLowerCase(Locale.ROOT).replaceFirst("[.]gz$", "");
    if (JSON_NAMES.stream().anyMatch(name::endsWith)) {
      return Optional.empty();
    }
    try (TextLines lines = TextLines.open(file)) {
      String header = lines.next() ? lines.text().stripLeading() : "";
      if (header.startsWith("{") || header.startsWith("[")) {
        return Optional.empty();
      }
      Optional<Character> seen = CsvRows.separator(header);
      boolean named = CSV_NAMES.stream().anyMatch(name::endsWith);
      return seen.isEmpty() && named ? Optional.of(',') : seen;
    }
  }
}
