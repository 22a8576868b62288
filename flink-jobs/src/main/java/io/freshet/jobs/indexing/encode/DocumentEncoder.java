/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.DocumentChange.Upsert;
import io.freshet.connectors.records.Origin;
import io.freshet.jobs.indexing.documents.SourcedChange;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gathers changes of documents and turns them into writes: every text is encoded once a distinct
 * document side, however many indices it goes to. Of several changes of one document that wait
 * together, only the newest is written. Not thread-safe.
 */
public final class DocumentEncoder {
  private final Models models;
  private final Map<Slot, SourcedChange> waiting = new LinkedHashMap<>();

  private record Slot(WriteTarget target, String id) {}

  private record Write(WriteTarget target, Upsert document, Origin origin) {}

  /** An encoder that takes its models from the given cache. */
  public DocumentEncoder(Models models) {
    this.models = models;
  }

  /** The text that stands for a document wherever documents are encoded. */
  public static String text(Upsert document) {
    return document.title().isEmpty() ? document.text() : document.title() + " " + document.text();
  }

  /** Lets a change wait for the next {@link #drain}. */
  public void add(WriteTarget target, SourcedChange change) {
    waiting.merge(
        new Slot(target, change.id()),
        change,
        (before, after) -> after.change().version() >= before.change().version() ? after : before);
  }

  /** How many writes wait. */
  public int size() {
    return waiting.size();
  }

  /**
   * Encodes all that waits and hands on the writes; nothing waits after that.
   *
   * @throws IOException if a model cannot be had
   */
  public void drain(Consumer<IndexOperation> output) throws IOException {
    Map<String, List<Write>> writesBySide = new LinkedHashMap<>();
    for (Map.Entry<Slot, SourcedChange> entry : waiting.entrySet()) {
      WriteTarget target = entry.getKey().target();
      SourcedChange sourced = entry.getValue();
      DocumentChange change = sourced.change();
      if (change instanceof Upsert document) {
        writesBySide
            .computeIfAbsent(models.get(target).documentDigest(), digest -> new ArrayList<>())
            .add(new Write(target, document, sourced.origin()));
      } else {
        output.accept(
            new IndexOperation.Tombstone(
                target.index(), change.id(), change.version(), sourced.origin()));
      }
    }
    for (List<Write> writes : writesBySide.values()) {
      encode(writes, output);
    }
    waiting.clear();
  }

  private void encode(List<Write> writes, Consumer<IndexOperation> output) throws IOException {
    Map<String, Integer> rows = new LinkedHashMap<>();
    for (Write write : writes) {
      rows.putIfAbsent(text(write.document()), rows.size());
    }
    EmbeddingModel model = models.get(writes.get(0).target());
    float[][] vectors = model.embed(new ArrayList<>(rows.keySet()), TextRole.DOCUMENT);
    for (Write write : writes) {
      Upsert document = write.document();
      int row = rows.getOrDefault(text(document), 0);
      output.accept(
          new IndexOperation.Put(
              write.target().index(),
              document.id(),
              document.version(),
              write.target().vectorField(),
              vectors[row],
              document.title(),
              document.text(),
              document.metadata(),
              write.origin()));
    }
  }
}
