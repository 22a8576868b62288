/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.evaluation.beir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.evaluation.trec.QrelsFile;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A test collection in BEIR's form: {@code corpus.jsonl}, {@code queries.jsonl} and {@code
 * qrels/<split>.tsv}. Immutable; the corpus is read in blocks and never held whole.
 */
public final class BeirFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

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
    for (String name : List.of("corpus.jsonl", "queries.jsonl", "qrels")) {
      if (!Files.exists(path.resolve(name))) {
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
    return Files.exists(path.resolve("corpus.jsonl"));
  }

  /** Returns where the collection lies. */
  public Path path() {
    return path;
  }

  /** Returns the texts of all queries by id, in the file's order. */
  public Map<String, String> queries() throws IOException {
    Map<String, String> queries = new LinkedHashMap<>();
    readLines(
        path.resolve("queries.jsonl"),
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
    Path file = path.resolve("qrels").resolve(split + ".tsv");
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
    readLines(path.resolve("corpus.jsonl"), blockSize, consumer);
  }

  /** Returns the number of documents, without looking into them. */
  public long size() throws IOException {
    try (Stream<String> lines = Files.lines(path.resolve("corpus.jsonl"))) {
      return lines.filter(line -> !line.isBlank()).count();
    }
  }

  private static void readLines(Path file, int blockSize, BlockConsumer consumer)
      throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      List<BeirDocument> block = new ArrayList<>();
      long number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          block.add(row(file, number, line));
          if (block.size() == blockSize) {
            consumer.accept(List.copyOf(block));
            block.clear();
          }
        }
      }
      if (!block.isEmpty()) {
        consumer.accept(List.copyOf(block));
      }
    }
  }

  private static BeirDocument row(Path file, long number, String line) throws IOException {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ":" + number + ": not JSON: " + e.getOriginalMessage(), e);
    }
    if (!node.path("_id").isValueNode() || !node.path("text").isTextual()) {
      throw new IOException(file + ":" + number + ": _id or text is missing");
    }
    return new BeirDocument(
        node.path("_id").asText(), node.path("title").asText(""), node.path("text").asText());
  }
}
