/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.cli.models;

import io.freshet.connectors.json.RawRecord;
import io.freshet.connectors.json.TrainingMessageJson;
import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import io.freshet.connectors.records.TrainingMessage;
import io.freshet.evaluation.beir.BeirDocument;
import io.freshet.jobs.files.Reading;
import io.freshet.jobs.files.RecordFiles;
import io.freshet.jobs.files.RecordRows;
import io.freshet.jobs.probes.HeldOutQueries;
import io.freshet.jobs.probes.ProbeSet;
import io.freshet.jobs.probes.ProbeSet.JudgedText;
import io.freshet.jobs.probes.ProbeSet.Mark;
import io.freshet.jobs.probes.ProbeSetFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Probe sets made of every tenth query of the examples, which tell what training on the others has
 * taught. Chosen by the query's text, so that the same files give the same sets and all examples of
 * a query go together. The documents are those of all examples, so that finding is not too easy.
 */
final class HoldOut {
  private static final int EVERY = 10;
  private static final int MOST_QUERIES = 1_000;
  private static final int MOST_DOCUMENTS = 50_000;

  private final Map<String, Task> tasks = new TreeMap<>();

  /** What is gathered for one task. */
  private static final class Task {
    private final SortedMap<String, JudgedText> queries = new TreeMap<>();
    private final SortedMap<String, BeirDocument> documents = new TreeMap<>();
    private final Map<String, String> queryIds = new HashMap<>();
    private final Map<String, String> idsByText = new HashMap<>();
  }

  private HoldOut() {}

  /**
   * Writes one set a task.
   *
   * @param directory for a folder a task
   * @return how many queries are held out, by task
   */
  static Map<String, Integer> write(List<Path> files, Reading reading, Path directory)
      throws IOException {
    HoldOut all = new HoldOut();
    for (Path file : files) {
      try (RecordRows rows = RecordFiles.open(file, reading)) {
        for (Optional<Decoded<RawRecord>> row = rows.next(); row.isPresent(); row = rows.next()) {
          if (RecordRows.decoded(row.get(), TrainingMessageJson::decode)
                  instanceof Decoded.Accepted<TrainingMessage> accepted
              && accepted.value() instanceof TrainingExample example
              && !example.positives().isEmpty()) {
            all.add(example);
          }
        }
      }
    }
    Map<String, Integer> held = new TreeMap<>();
    for (Map.Entry<String, Task> task : all.tasks.entrySet()) {
      if (!task.getValue().queries.isEmpty()) {
        ProbeSet set = new ProbeSet(task.getValue().queries, task.getValue().documents, Mark.NONE);
        ProbeSetFiles.write(set, directory.resolve(task.getKey()));
        held.put(task.getKey(), set.queries().size());
      }
    }
    return held;
  }

  private void add(TrainingExample example) {
    Task task = tasks.computeIfAbsent(example.task(), name -> new Task());
    String text = HeldOutQueries.normal(example.query());
    boolean held =
        Math.floorMod(text.hashCode(), EVERY) == 0
            && (task.queries.size() < MOST_QUERIES || task.queryIds.containsKey(text));
    Map<String, Integer> grades = new HashMap<>();
    for (TextItem positive : example.positives()) {
      document(task, positive, held).ifPresent(id -> grades.put(id, 1));
    }
    for (TextItem negative : example.negatives()) {
      Optional<String> unused = document(task, negative, held);
    }
    if (held) {
      String id = task.queryIds.computeIfAbsent(text, first -> example.id());
      task.queries.merge(id, new JudgedText(example.query(), grades), HoldOut::both);
    }
  }

  private static JudgedText both(JudgedText first, JudgedText second) {
    Map<String, Integer> grades = new HashMap<>(first.grades());
    grades.putAll(second.grades());
    return new JudgedText(first.text(), grades);
  }

  /** The id of a document's text, once a text; none where there are enough. */
  private static Optional<String> document(Task task, TextItem item, boolean needed) {
    String known = task.idsByText.get(item.text());
    if (known != null) {
      return Optional.of(known);
    }
    if (!needed && task.documents.size() >= MOST_DOCUMENTS) {
      return Optional.empty();
    }
    String id = item.id().isEmpty() ? "document-" + task.documents.size() : item.id();
    task.idsByText.put(item.text(), id);
    task.documents.putIfAbsent(id, new BeirDocument(id, "", item.text()));
    return Optional.of(id);
  }
}
