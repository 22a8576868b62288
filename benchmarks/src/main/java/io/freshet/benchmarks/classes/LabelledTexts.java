/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.benchmarks.classes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.freshet.model.files.TextFile;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Texts with their classes.
 *
 * @param train to learn from
 * @param test to judge by
 */
record LabelledTexts(List<LabelledText> train, List<LabelledText> test) {
  LabelledTexts {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /**
   * Reads a directory that holds either {@code data_full.json}, as CLINC150 is published, or {@code
   * train.csv} and {@code test.csv} with the columns {@code text} and {@code category}, as
   * Banking77 is.
   *
   * @throws IllegalArgumentException where it holds neither
   */
  static LabelledTexts read(Path directory) throws IOException {
    Path json = directory.resolve("data_full.json");
    if (Files.isRegularFile(json)) {
      Map<String, List<List<String>>> parts =
          new ObjectMapper().readValue(json.toFile(), new TypeReference<>() {});
      return new LabelledTexts(pairs(parts, "train"), pairs(parts, "test"));
    }
    Path train = directory.resolve("train.csv");
    Path test = directory.resolve("test.csv");
    if (Files.isRegularFile(train) && Files.isRegularFile(test)) {
      return new LabelledTexts(rows(train), rows(test));
    }
    throw new IllegalArgumentException(
        directory + " holds neither data_full.json nor train.csv and test.csv");
  }

  private static List<LabelledText> pairs(Map<String, List<List<String>>> parts, String part) {
    return parts.getOrDefault(part, List.of()).stream()
        .map(pair -> new LabelledText(pair.get(0), pair.get(1)))
        .toList();
  }

  private static List<LabelledText> rows(Path file) throws IOException {
    List<LabelledText> rows = new ArrayList<>();
    try (Reader reader = new InputStreamReader(TextFile.open(file), UTF_8);
        MappingIterator<Map<String, String>> found =
            new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(reader)) {
      while (found.hasNext()) {
        Map<String, String> row = found.next();
        rows.add(new LabelledText(cell(file, row, "text"), cell(file, row, "category")));
      }
    }
    return rows;
  }

  private static String cell(Path file, Map<String, String> row, String column) {
    String cell = row.get(column);
    if (cell == null) {
      throw new IllegalArgumentException("%s has no column %s".formatted(file, column));
    }
    return cell;
  }
}
