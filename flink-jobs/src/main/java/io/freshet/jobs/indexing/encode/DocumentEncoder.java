/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.client.VectorPath;
import io.freshet.connectors.opensearch.generations.Chunking;
import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.IndexShape;
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
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gathers changes of documents and turns them into writes: every text is encoded once a distinct
 * document side, however many indices it goes to, and not at all where an index has its vector
 * already. Of several changes of one document that wait together, only the newest is written. Not
 * thread-safe.
 */
public final class DocumentEncoder {
  private final Models models;
  private final TargetIndices indices;
  private final EncodeCounts counts;
  private final Map<Slot, SourcedChange> waiting = new LinkedHashMap<>();

  private record Slot(WriteTarget target, String id) {}

  private record Write(
      WriteTarget target, Upsert document, Origin origin, boolean sameText, IndexShape shape) {
    Content content() {
      return new Content(document.title(), document.text(), shape.chunking());
    }
  }

  /** What the vectors of a document depend on, beside the document side that makes them. */
  private record Content(String title, String text, Optional<Chunking> chunking) {
    List<String> parts(EmbeddingModel model, String passage) {
      return chunking
          .map(cut -> model.documentParts(title, text, cut.tokens(), cut.overlap(), cut.atMost()))
          .orElseGet(() -> List.of(passage));
    }
  }

  /**
   * An encoder.
   *
   * @param models loads what encodes; stays the caller's to close
   * @param indices tell what becomes of documents, and the vectors of those whose text did not
   *     change; stay the caller's to close
   * @param counts what encoding was done and spared
   */
  public DocumentEncoder(Models models, TargetIndices indices, EncodeCounts counts) {
    this.models = models;
    this.indices = indices;
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
   * @throws IOException if a model or what an index says of itself cannot be had, or a wait is
   *     interrupted
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
            .add(
                new Write(
                    target, document, sourced.origin(), sourced.sameText(), indices.shape(target)));
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
    Map<Content, float[][]> vectors = reuse(writes);
    counts.reused().inc(vectors.size());
    EmbeddingModel model = models.get(writes.get(0).target());
    Map<Content, List<String>> parts = new LinkedHashMap<>();
    for (Write write : writes) {
      Content content = write.content();
      if (!vectors.containsKey(content)) {
        parts.computeIfAbsent(content, c -> c.parts(model, write.document().passage()));
      }
    }
    vectors.putAll(encoded(model, parts));
    for (Write write : writes) {
      Upsert document = write.document();
      String field = write.target().vectorField();
      output.accept(
          new IndexOperation.Put(
              write.target().index(),
              document.id(),
              document.version(),
              write.shape().chunking().isPresent() ? VectorPath.ofChunks(field).path() : field,
              vectors.getOrDefault(write.content(), new float[0][]),
              document.title(),
              document.text(),
              document.metadata(),
              write.shape().types(),
              write.origin()));
    }
  }

  /** Encodes each text once, however many contents it is a part of. */
  private Map<Content, float[][]> encoded(EmbeddingModel model, Map<Content, List<String>> parts) {
    List<String> texts = parts.values().stream().flatMap(List::stream).distinct().toList();
    if (texts.isEmpty()) {
      return Map.of();
    }
    float[][] rows = model.embed(texts, TextRole.DOCUMENT);
    counts.encoded().inc(texts.size());
    Map<String, float[]> byText = new HashMap<>();
    for (int i = 0; i < rows.length; i++) {
      byText.put(texts.get(i), rows[i]);
    }
    Map<Content, float[][]> vectors = new HashMap<>();
    parts.forEach(
        (content, of) ->
            vectors.put(content, of.stream().map(byText::get).toArray(float[][]::new)));
    return vectors;
  }

  /**
   * Vectors that stand in one of the indices that share this document side: an index that is still
   * being built lacks what the serving one may have.
   */
  private Map<Content, float[][]> reuse(List<Write> writes) throws IOException {
    Map<WriteTarget, List<Write>> unchanged = new LinkedHashMap<>();
    for (Write write : writes) {
      if (write.sameText()) {
        unchanged.computeIfAbsent(write.target(), target -> new ArrayList<>()).add(write);
      }
    }
    Map<Content, float[][]> vectors = new HashMap<>();
    for (Map.Entry<WriteTarget, List<Write>> entry : unchanged.entrySet()) {
      List<Write> missing =
          entry.getValue().stream().filter(w -> !vectors.containsKey(w.content())).toList();
      if (!missing.isEmpty()) {
        Map<String, float[][]> found =
            indices.vectors(entry.getKey(), missing.stream().map(Write::document).toList());
        for (Write write : missing) {
          float[][] stored = found.get(write.document().id());
          if (stored != null) {
            vectors.put(write.content(), stored);
          }
        }
      }
    }
    return vectors;
  }
}
