/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.dataset;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** Writes a data set as the files that {@link DemoData} names. */
final class DemoDataWriter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CORPUS_TEXTS = 24_000;
  private static final int CORPUS_TEXT_LENGTH = 600;

  private final DemoData files;

  DemoDataWriter(DemoData files) {
    this.files = files;
  }

  void write(DemoDataset data) throws IOException {
    Files.createDirectories(files.directory());
    examples(data.examples());
    documents(data);
    judgments(data.splits());
    updates(data.changes());
    MalformedRecords.write(files.directory().resolve("malformed.jsonl"));
    for (TaskSplit split : data.splits()) {
      probe(split);
    }
    corpus(data.examples());
  }

  private void examples(List<DemoExample> examples) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(files.trainingExamples())) {
      int number = 0;
      for (DemoExample example : examples) {
        ObjectNode line = JSON.createObjectNode();
        line.put("id", example.task().taskName() + "-" + number++);
        line.put("task", example.task().taskName());
        line.put("query", example.query());
        ObjectNode positive = line.putArray("pos").addObject();
        positive.put("id", example.positive().id());
        positive.put("text", example.positive().embedded());
        line.putArray("neg");
        if (!example.label().isEmpty()) {
          line.put("label", example.label());
        }
        line(out, line);
      }
    }
  }

  private void documents(DemoDataset data) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(files.documents())) {
      for (DemoDocument document : data.documents()) {
        line(out, value(data.changes().initial(document)));
      }
    }
  }

  private void judgments(List<TaskSplit> splits) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(files.judgments())) {
      for (TaskSplit split : splits) {
        for (JudgedQuery query : split.judgments()) {
          ObjectNode line = JSON.createObjectNode();
          line.put("query_id", query.id());
          line.put("task", query.task().taskName());
          line.put("query", query.query());
          ObjectNode relevant = line.putObject("relevant");
          new TreeMap<>(query.relevant()).forEach((id, grade) -> relevant.put(id, grade));
          line(out, line);
        }
      }
    }
  }

  private void updates(DocumentChanges changes) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(files.directory().resolve("updates.jsonl"))) {
      int both = Math.max(changes.changed().size(), changes.deleted().size());
      for (int i = 0; i < both; i++) {
        if (i < changes.changed().size()) {
          put(out, changes.changed().get(i));
        }
        if (i < changes.deleted().size()) {
          ObjectNode line = JSON.createObjectNode();
          line.put("key", changes.deleted().get(i).id());
          line.putNull("value");
          line(out, line);
        }
      }
      for (DemoDocument document : changes.restored()) {
        put(out, document);
      }
    }
  }

  private static void put(BufferedWriter out, DemoDocument document) throws IOException {
    ObjectNode line = JSON.createObjectNode();
    line.put("key", document.id());
    line.set("value", value(document));
    line(out, line);
  }

  private static ObjectNode value(DemoDocument document) {
    ObjectNode value = JSON.createObjectNode();
    value.put("id", document.id());
    value.put("title", document.title());
    value.put("text", document.text());
    ObjectNode metadata = value.putObject("metadata");
    metadata.put("kind", document.kind());
    metadata.put("package", document.packageName());
    return value;
  }

  private void probe(TaskSplit split) throws IOException {
    Path folder = files.probes().resolve(split.task().taskName());
    Files.createDirectories(folder.resolve("qrels"));
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("corpus.jsonl"))) {
      for (DemoDocument document : split.probeCorpus()) {
        ObjectNode line = JSON.createObjectNode();
        line.put("_id", document.id());
        line.put("title", document.title());
        line.put("text", document.text());
        line(out, line);
      }
    }
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("queries.jsonl"))) {
      for (JudgedQuery query : split.probes()) {
        ObjectNode line = JSON.createObjectNode();
        line.put("_id", query.id());
        line.put("text", query.query());
        line(out, line);
      }
    }
    try (BufferedWriter out =
        Files.newBufferedWriter(folder.resolve("qrels").resolve("test.tsv"))) {
      out.write("query-id\tcorpus-id\tscore\n");
      for (JudgedQuery query : split.probes()) {
        for (var relevant : new TreeMap<>(query.relevant()).entrySet()) {
          out.write(query.id() + "\t" + relevant.getKey() + "\t" + relevant.getValue() + "\n");
        }
      }
    }
  }

  private void corpus(List<DemoExample> examples) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(files.corpus())) {
      for (DemoExample example : Texts.first(examples, CORPUS_TEXTS / 2)) {
        for (String text : List.of(example.query(), example.positive().embedded())) {
          String line = text.replaceAll("\\s+", " ").strip();
          out.write(line, 0, Math.min(line.length(), CORPUS_TEXT_LENGTH));
          out.write('\n');
        }
      }
    }
  }

  private static void line(BufferedWriter out, ObjectNode line) throws IOException {
    out.write(JSON.writeValueAsString(line));
    out.write('\n');
  }
}
