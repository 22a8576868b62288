/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.evaluation.trec.QrelsFile;
import io.freshet.model.files.JsonLines;
import io.freshet.model.files.TextFileException;
import io.freshet.model.files.TextLines;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A test collection in BEIR's form: {@code corpus.jsonl}, {@code queries.jsonl} and {@code
 * qrels/<split>.tsv}. Immutable; the corpus is read in blocks and never held whole.
 */
public final class BeirFolder {
  private static final String QUERIES = "queries.jsonl";
  private static final String CORPUS = "corpus.jsonl";

  private final Path path;

  private BeirFolder(Path path) {
    this.path = path;
  }

  /**
   * Opens a collection.
   *
   * @throws FileNotFoundException if one of its files is not there
   */
  public static BeirFolder open(Path path) throws IOException {
    for (String name : List.of(CORPUS, QUERIES, "qrels")) {
      if (!Files.exists(file(path, name))) {
        throw new FileNotFoundException(path + " is no BEIR folder: " + name + " is missing");
      }
    }
    return new BeirFolder(path);
  }

  /** Returns the last part of the path. */
  public String name() {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? path.toString() : name.toString();
  }

  /** Tells whether a folder looks like a collection. */
  public static boolean isOne(Path path) {
    return Files.exists(file(path, CORPUS));
  }

  /** Returns where the collection lies. */
  public Path path() {
    return path;
  }

  /** Returns where the documents lie. */
  public Path corpusFile() {
    return file(CORPUS);
  }

  /** Returns where the queries lie. */
  public Path queriesFile() {
    return file(QUERIES);
  }

  /** Returns the texts of all queries by id, in the file's order. */
  public Map<String, String> queries() throws IOException {
    Map<String, String> queries = new LinkedHashMap<>();
    readLines(
        queriesFile(),
        Integer.MAX_VALUE,
        rows -> {
          for (BeirDocument row : rows) {
            queries.put(row.id(), row.text());
          }
        });
    return Collections.unmodifiableMap(queries);
  }

  /**
   * Returns grades by document id by query id.
   *
   * @param split such as {@code test}
   */
  public Map<String, Map<String, Integer>> judgments(String split) throws IOException {
    Path file = file("qrels/" + split + ".tsv");
    if (!Files.exists(file)) {
      throw new FileNotFoundException(path + " has no split '" + split + "': " + file);
    }
    return QrelsFile.read(file);
  }

  /** Receives documents, block by block. */
  @FunctionalInterface
  public interface BlockConsumer {
    /** Takes one block, in the file's order. */
    void accept(List<BeirDocument> block) throws IOException;
  }

  /** Goes once through the corpus in blocks of at most {@code blockSize} documents. */
  public void documents(int blockSize, BlockConsumer consumer) throws IOException {
    readLines(file(CORPUS), blockSize, consumer);
  }

  /** Returns the number of documents, without looking into them. */
  public long size() throws IOException {
    try (TextLines lines = TextLines.open(file(CORPUS))) {
      long size = 0;
      while (lines.next()) {
        size++;
      }
      return size;
    }
  }

  /** Where one of the files lies, which may be packed and named so. */
  private static Path file(Path folder, String name) {
    Path plain = folder.resolve(name);
    Path packed = folder.resolve(name + ".gz");
    return !Files.exists(plain) && Files.exists(packed) ? packed : plain;
  }

  private Path file(String name) {
    return file(path, name);
  }

  private static void readLines(Path file, int blockSize, BlockConsumer consumer)
      throws IOException {
    try (JsonLines lines = JsonLines.open(file)) {
      IdHashes ids = new IdHashes();
      List<BeirDocument> block = new ArrayList<>();
      while (lines.next()) {
        BeirDocument row = row(lines);
        if (!ids.add(row.id())) {
          refuseSecond(row.id(), lines);
        }
        block.add(row);
        if (block.size() == blockSize) {
          consumer.accept(List.copyOf(block));
          block.clear();
        }
      }
      if (!block.isEmpty()) {
        consumer.accept(List.copyOf(block));
      }
    }
  }

  private static BeirDocument row(JsonLines lines) throws TextFileException {
    JsonNode node = lines.value();
    if (!node.path("_id").isValueNode() || !node.path("text").isTextual()) {
      throw lines.error("_id or text is missing");
    }
    return new BeirDocument(
        node.path("_id").asText(), node.path("title").asText(""), node.path("text").asText());
  }

  /** Fails unless another id has the same hash. */
  private static void refuseSecond(String id, JsonLines second) throws IOException {
    try (JsonLines lines = JsonLines.open(second.line().file())) {
      while (lines.next() && lines.line().number() < second.line().number()) {
        if (lines.value().path("_id").asText().equals(id)) {
          throw second.error(
              "the id '%s' stands on line %d already; ids must be different"
                  .formatted(id, lines.line().number()));
        }
      }
    }
  }
}
