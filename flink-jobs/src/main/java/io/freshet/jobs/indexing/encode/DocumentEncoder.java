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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gathers changes of documents and turns them into writes: every text is encoded once a distinct
 * document side, however many indices it goes to, and not at all where an index has its vector
 * already. Of several changes of one document that wait together, only the newest is written. Not
 * thread-safe.
 */
public final class DocumentEncoder {
  private static final float[] NO_VECTOR = {};

  private final Models models;
  private final StoredVectors stored;
  private final EncodeCounts counts;
  private final Map<Slot, SourcedChange> waiting = new LinkedHashMap<>();

  private record Slot(WriteTarget target, String id) {}

  private record Write(WriteTarget target, Upsert document, Origin origin, boolean sameText) {}

  /**
   * An encoder.
   *
   * @param models loads what encodes; stays the caller's to close
   * @param stored asked for the vectors of changes that leave the text as it was; stays the
   *     caller's to close
   * @param counts what encoding was done and spared
   */
  public DocumentEncoder(Models models, StoredVectors stored, EncodeCounts counts) {
    this.models = models;
    this.stored = stored;
    this.counts = counts;
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
   * @throws IOException if a model cannot be had, or the wait for stored vectors is interrupted
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
            .add(new Write(target, document, sourced.origin(), sourced.sameText()));
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
    Map<String, float[]> vectors = reuse(writes);
    counts.reused().inc(vectors.size());
    List<String> texts =
        writes.stream()
            .map(write -> write.document().passage())
            .filter(text -> !vectors.containsKey(text))
            .distinct()
            .toList();
    if (!texts.isEmpty()) {
      EmbeddingModel model = models.get(writes.get(0).target());
      float[][] encoded = model.embed(texts, TextRole.DOCUMENT);
      counts.encoded().inc(texts.size());
      for (int i = 0; i < encoded.length; i++) {
        vectors.put(texts.get(i), encoded[i]);
      }
    }
    for (Write write : writes) {
      Upsert document = write.document();
      output.accept(
          new IndexOperation.Put(
              write.target().index(),
              document.id(),
              document.version(),
              write.target().vectorField(),
              vectors.getOrDefault(document.passage(), NO_VECTOR),
              document.title(),
              document.text(),
              document.metadata(),
              write.origin()));
    }
  }

  /**
   * Vectors by text that stand in one of the indices that share this document side: an index that
   * is still being built lacks what the serving one may have.
   */
  private Map<String, float[]> reuse(List<Write> writes) throws IOException {
    Map<WriteTarget, List<Upsert>> unchanged = new LinkedHashMap<>();
    for (Write write : writes) {
      if (write.sameText()) {
        unchanged
            .computeIfAbsent(write.target(), target -> new ArrayList<>())
            .add(write.document());
      }
    }
    Map<String, float[]> vectors = new HashMap<>();
    for (Map.Entry<WriteTarget, List<Upsert>> entry : unchanged.entrySet()) {
      List<Upsert> missing =
          entry.getValue().stream()
              .filter(document -> !vectors.containsKey(document.passage()))
              .toList();
      if (!missing.isEmpty()) {
        vectors.putAll(stored.read(entry.getKey(), missing));
      }
    }
    return vectors;
  }
}
