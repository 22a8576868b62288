/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.Sha256;
import io.freshet.connectors.json.DocumentJson;
import io.freshet.connectors.opensearch.client.VectorPath;
import io.freshet.connectors.opensearch.generations.Chunking;
import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.IndexShape;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.DocumentChange.Upsert;
import io.freshet.connectors.records.Origin;
import io.freshet.jobs.indexing.documents.SourcedChange;
import io.freshet.model.DeviceTurn;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Gathers changes of documents and turns them into writes: every text is encoded once a distinct
 * document side, however many indices it goes to, and not at all where its vector is remembered or
 * stands in an index already. Of several changes of one document that wait together, only the
 * newest is written. Not thread-safe.
 */
public final class DocumentEncoder {
  private static final String STAGE = "encode";
  private static final String NOT_ENCODED = "not-encoded";

  private final Models models;
  private final TargetIndices indices;
  private final VectorMemory memory;
  private final DeviceTurn turn;
  private final long callNanos;
  private final EncodeCounts counts;
  private final IsolatingEncoder isolating = new IsolatingEncoder();
  private final EncodingPace pace = new EncodingPace();
  private final Map<Slot, SourcedChange> waiting = new LinkedHashMap<>();
  private Map<WriteTarget, WriteTarget> sources = Map.of();
  private int held;
  private long nanos;

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

    String digest() {
      return Sha256.hex("%s %d %s%s".formatted(chunking, title.length(), title, text));
    }
  }

  /**
   * An encoder.
   *
   * @param models loads what encodes; stays the caller's to close
   * @param indices tell what becomes of documents, and the vectors of those whose text did not
   *     change; stay the caller's to close
   * @param memory of vectors; where it has none, the indices are asked
   * @param turn when calls of the device are made
   * @param callNanos how long a call of the device is to take at most, by how long the last ones
   *     took: so long others wait for their turn
   * @param counts what encoding was done and spared
   */
  public DocumentEncoder(
      Models models,
      TargetIndices indices,
      VectorMemory memory,
      DeviceTurn turn,
      long callNanos,
      EncodeCounts counts) {
    this.models = models;
    this.indices = indices;
    this.memory = memory;
    this.turn = call -> turn.take(() -> timed(call));
    this.callNanos = callNanos;
    this.counts = counts;
  }

  /**
   * From now on a target takes the vectors of equal texts from an index of the same document side,
   * where both have as many vectors a document; and no other target does.
   *
   * @throws IOException if it cannot be read how many they have
   */
  public void takeVectors(WriteTarget target, WriteTarget from) throws IOException {
    boolean alike = indices.shape(target).chunking().equals(indices.shape(from).chunking());
    sources = alike ? Map.of(target, from) : Map.of();
  }

  /** Lets a change wait for the next {@link #drain}. */
  public void add(WriteTarget target, SourcedChange change) {
    waiting.merge(
        new Slot(target, change.id()),
        change,
        (before, after) -> after.change().version() >= before.change().version() ? after : before);
  }

  /** How many writes wait for the next {@link #drain}, without those that the last one held. */
  public int size() {
    return waiting.size() - held;
  }

  /** How many writes the last {@link #drain} left. */
  public int held() {
    return held;
  }

  private float[] timed(Supplier<float[]> call) {
    long began = System.nanoTime();
    try {
      return call.get();
    } finally {
      nanos += System.nanoTime() - began;
    }
  }

  /** How fast documents have been encoded, without what was reused and without waits for turns. */
  EncodingPace pace() {
    return pace;
  }

  /**
   * Encodes what waits and hands on the writes, those of the first target first.
   *
   * @param which targets; what waits for others is held
   * @param handedOn called when all writes of one document side have been handed on and those of
   *     another are to be encoded
   * @param letters takes the documents that no model can encode
   * @throws IOException if a model or what an index says of itself cannot be had, or a wait is
   *     interrupted
   */
  public void drain(
      Predicate<WriteTarget> which,
      Consumer<IndexOperation> output,
      Consumer<DeadLetter> letters,
      Runnable handedOn)
      throws IOException {
    Map<Slot, SourcedChange> due = new LinkedHashMap<>(waiting);
    due.keySet().removeIf(slot -> !which.test(slot.target()));
    waiting.keySet().removeAll(due.keySet());
    held = waiting.size();
    Map<String, List<Write>> writesBySide = new LinkedHashMap<>();
    for (Map.Entry<Slot, SourcedChange> entry : due.entrySet()) {
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
        memory.forget(change.id());
        output.accept(
            new IndexOperation.Tombstone(
                target.index(), change.id(), change.version(), sourced.origin()));
      }
    }
    memory.write(writesBySide.keySet());
    boolean first = true;
    for (Map.Entry<String, List<Write>> side : writesBySide.entrySet()) {
      if (!first) {
        handedOn.run();
      }
      first = false;
      encode(side.getKey(), side.getValue(), output, letters);
    }
  }

  private void encode(
      String side,
      List<Write> writes,
      Consumer<IndexOperation> output,
      Consumer<DeadLetter> letters)
      throws IOException {
    Map<String, float[][]> remembered = remembered(side, writes);
    Map<Content, float[][]> vectors = reuse(writes, remembered);
    counts.reused().inc(vectors.size());
    EmbeddingModel model = models.get(writes.get(0).target());
    Map<Content, List<String>> parts = new LinkedHashMap<>();
    for (Write write : writes) {
      Content content = write.content();
      if (!vectors.containsKey(content)) {
        parts.computeIfAbsent(content, c -> c.parts(model, write.document().passage()));
      }
    }
    Map<Content, RuntimeException> failures =
        parts.isEmpty() ? Map.of() : encode(model, parts, vectors);
    for (Write write : writes) {
      Upsert document = write.document();
      RuntimeException failure = failures.get(write.content());
      if (failure != null) {
        letters.accept(letter(write, failure));
        continue;
      }
      float[][] own = vectors.getOrDefault(write.content(), new float[0][]);
      if (remembered.putIfAbsent(document.id(), own) == null) {
        memory.keep(document.id(), side, write.content()::digest, own);
      }
      String field = write.target().vectorField();
      output.accept(
          new IndexOperation.Put(
              write.target().index(),
              document.id(),
              document.version(),
              write.shape().chunking().isPresent() ? VectorPath.ofChunks(field).path() : field,
              own,
              document.title(),
              document.text(),
              document.metadata(),
              write.shape().types(),
              write.origin()));
    }
  }

  private static DeadLetter letter(Write write, RuntimeException failure) {
    return new DeadLetter(
        DocumentJson.key(write.document()),
        DocumentJson.encode(write.document()).orElse(new byte[0]),
        write.origin(),
        STAGE,
        NOT_ENCODED,
        "document '%s' cannot be encoded by the model at %s: %s"
            .formatted(write.document().id(), write.target().modelUri(), failure));
  }

  /**
   * Encodes each text once, however many contents it is a part of.
   *
   * @param vectors takes what could be encoded
   * @return why the other contents could not be
   */
  private Map<Content, RuntimeException> encode(
      EmbeddingModel model, Map<Content, List<String>> parts, Map<Content, float[][]> vectors) {
    // By length, so that calls of a few texts are padded no more than those of all.
    List<String> texts =
        parts.values().stream()
            .flatMap(List::stream)
            .distinct()
            .sorted(Comparator.comparingInt(String::length))
            .toList();
    double textsEach = (double) texts.size() / parts.size();
    int most = (int) Math.ceil(textsEach * pace.documentsWithin(callNanos, parts.size()));
    nanos = 0;
    IsolatingEncoder.Encoded encoded =
        isolating.encode(texts, most, some -> model.embed(some, TextRole.DOCUMENT, turn));
    pace.took(parts.size(), nanos);
    counts.encoded().inc(encoded.vectors().size());
    Map<Content, RuntimeException> failures = new HashMap<>();
    parts.forEach(
        (content, of) -> {
          Optional<RuntimeException> failure =
              of.stream()
                  .filter(encoded.failures()::containsKey)
                  .findFirst()
                  .map(encoded.failures()::get);
          if (failure.isPresent()) {
            failures.put(content, failure.get());
          } else {
            vectors.put(content, of.stream().map(encoded.vectors()::get).toArray(float[][]::new));
          }
        });
    return failures;
  }

  /** What is remembered of documents whose text did not change, by id. */
  private Map<String, float[][]> remembered(String side, List<Write> writes) throws IOException {
    Map<String, float[][]> remembered = new HashMap<>();
    for (Write write : writes) {
      String id = write.document().id();
      if (write.sameText() && !remembered.containsKey(id)) {
        memory
            .find(id, side, write.content()::digest)
            .ifPresent(vectors -> remembered.put(id, vectors));
      }
    }
    return remembered;
  }

  /**
   * Vectors that are remembered, or that stand in one of the indices that share this document side:
   * an index that is still being built lacks what the serving one may have, and takes it from
   * there.
   */
  private Map<Content, float[][]> reuse(List<Write> writes, Map<String, float[][]> remembered)
      throws IOException {
    Map<Content, float[][]> vectors = new HashMap<>();
    Map<WriteTarget, List<Write>> unchanged = new LinkedHashMap<>();
    for (Write write : writes) {
      float[][] known = remembered.get(write.document().id());
      if (known != null) {
        vectors.put(write.content(), known);
        continue;
      }
      WriteTarget from = write.sameText() ? write.target() : sources.get(write.target());
      if (from != null) {
        unchanged.computeIfAbsent(from, target -> new ArrayList<>()).add(write);
      }
    }
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
