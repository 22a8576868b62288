/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.freshet.evaluation.beir.BeirDocument;
import io.freshet.evaluation.beir.BeirFolder;
import io.freshet.jobs.probes.ProbeSet.JudgedText;
import io.freshet.jobs.probes.ProbeSet.Mark;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Probe sets as folders: BEIR's files with the split {@code test}, and beside them {@code
 * refresh.json} with the {@link Mark}. Stateless.
 */
public final class ProbeSetFiles {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MARK = "refresh.json";
  private static final int BLOCK = 1_000;

  private ProbeSetFiles() {}

  /**
   * Reads a set whole; queries without judgments are left out.
   *
   * @throws IOException if it is not a readable BEIR folder
   */
  public static ProbeSet read(Path folder) throws IOException {
    BeirFolder files = BeirFolder.open(folder);
    Map<String, String> texts = files.queries();
    SortedMap<String, JudgedText> queries = new TreeMap<>();
    files
        .judgments(ProbeSets.SPLIT)
        .forEach(
            (id, grades) -> queries.put(id, new JudgedText(texts.getOrDefault(id, ""), grades)));
    SortedMap<String, BeirDocument> corpus = new TreeMap<>();
    files.documents(BLOCK, block -> block.forEach(document -> corpus.put(document.id(), document)));
    return new ProbeSet(queries, corpus, mark(folder.resolve(MARK)));
  }

  private static Mark mark(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Mark.NONE;
    }
    JsonNode mark = JSON.readTree(file.toFile());
    if (!mark.path("round").isIntegralNumber() || !mark.path("judgedUntil").isIntegralNumber()) {
      throw new IOException(file + " has no numbers 'round' and 'judgedUntil'; delete it");
    }
    return new Mark(mark.path("round").longValue(), mark.path("judgedUntil").longValue());
  }

  /**
   * Writes a set into a new folder, by ascending ids, so that equal sets have equal bytes.
   *
   * @throws IllegalArgumentException if it has no query, which no reader takes
   */
  public static void write(ProbeSet set, Path folder) throws IOException {
    if (set.queries().isEmpty()) {
      throw new IllegalArgumentException("a probe set needs a judged query: " + folder);
    }
    Files.createDirectories(folder.resolve("qrels"));
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("corpus.jsonl"))) {
      for (BeirDocument document : set.corpus().values()) {
        ObjectNode line = JSON.createObjectNode().put("_id", document.id());
        line(out, line.put("title", document.title()).put("text", document.text()));
      }
    }
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("queries.jsonl"));
        BufferedWriter qrels =
            Files.newBufferedWriter(folder.resolve("qrels/" + ProbeSets.SPLIT + ".tsv"))) {
      qrels.write("query-id\tcorpus-id\tscore\n");
      for (Map.Entry<String, JudgedText> query : set.queries().entrySet()) {
        ObjectNode line = JSON.createObjectNode().put("_id", query.getKey());
        line(out, line.put("text", query.getValue().text()));
        for (var grade : new TreeMap<>(query.getValue().grades()).entrySet()) {
          qrels.write(query.getKey() + "\t" + grade.getKey() + "\t" + grade.getValue() + "\n");
        }
      }
    }
    ObjectNode mark = JSON.createObjectNode().put("round", set.mark().round());
    mark.put("judgedUntil", set.mark().judgedUntil());
    Files.writeString(folder.resolve(MARK), JSON.writeValueAsString(mark) + "\n", UTF_8);
  }

  private static void line(BufferedWriter out, ObjectNode line) throws IOException {
    out.write(JSON.writeValueAsString(line));
    out.write('\n');
  }
}
