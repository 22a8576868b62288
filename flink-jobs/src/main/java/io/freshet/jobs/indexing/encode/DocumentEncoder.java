/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.json.DocumentJson;
import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.connectors.opensearch.generations.IndexOperation;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DeadLetter;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.DocumentChange.Upsert;
import io.freshet.jobs.indexing.documents.SourcedChange;
import io.freshet.jobs.indexing.encode.Write.Content;
import io.freshet.model.DeviceTurn;
import io.freshet.model.EmbeddingModel;
import io.freshet.serving.PassageEncoder;
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
  private final KnownVectors known;
  private final DeviceTurn turn;
  private final long callNanos;
  private final EncodeCounts counts;
  private final IsolatingEncoder isolating = new IsolatingEncoder();
  private final EncodingPace pace = new EncodingPace();
  private final Map<Slot, SourcedChange> waiting = new LinkedHashMap<>();
  private int held;
  private long nanos;

  private record Slot(WriteTarget target, String id) {}

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
    this.known = new KnownVectors(indices, memory);
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
    known.takeFrom(target, from);
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
            .add(Write.of(target, sourced, document, indices.shape(target)));
      } else {
        known.forget(change.id());
        output.accept(
            new IndexOperation.Tombstone(
                target.index(), change.id(), change.version(), sourced.origin()));
      }
    }
    known.write(writesBySide);
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
    Map<Content, float[][]> vectors = known.find(side, writes);
    counts.reused().inc(vectors.size());
    EmbeddingModel model = models.get(writes.get(0).target());
    Map<Optional<DocumentProfile>, Map<Content, List<String>>> missing = new LinkedHashMap<>();
    for (Write write : writes) {
      for (Content content : write.contents().values()) {
        if (!vectors.containsKey(content)) {
          missing
              .computeIfAbsent(content.profile(), profile -> new LinkedHashMap<>())
              .computeIfAbsent(
                  content,
                  c ->
                      new PassageEncoder(model, c.profile()).parts(write.document(), c.chunking()));
        }
      }
    }
    Map<Content, RuntimeException> failures = new HashMap<>();
    for (Map.Entry<Optional<DocumentProfile>, Map<Content, List<String>>> of : missing.entrySet()) {
      failures.putAll(encode(new PassageEncoder(model, of.getKey()), of.getValue(), vectors));
    }
    known.keep(side, writes, vectors);
    for (Write write : writes) {
      hand(write, vectors, failures, output, letters);
    }
  }

  private static void hand(
      Write write,
      Map<Content, float[][]> vectors,
      Map<Content, RuntimeException> failures,
      Consumer<IndexOperation> output,
      Consumer<DeadLetter> letters) {
    Upsert document = write.document();
    Map<String, float[][]> own = new HashMap<>();
    for (Map.Entry<String, Content> field : write.contents().entrySet()) {
      RuntimeException failure = failures.get(field.getValue());
      if (failure != null) {
        letters.accept(letter(write, failure));
        return;
      }
      own.put(
          write.shape().path(field.getKey()),
          vectors.getOrDefault(field.getValue(), new float[0][]));
    }
    output.accept(
        new IndexOperation.Put(
            write.target().index(),
            document.id(),
            document.version(),
            own,
            document.title(),
            document.text(),
            document.metadata(),
            write.shape().types(),
            write.origin()));
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
      PassageEncoder model, Map<Content, List<String>> parts, Map<Content, float[][]> vectors) {
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
        isolating.encode(texts, most, some -> model.encode(some, turn));
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
}
