/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.opensearch.generations.TaskVectors;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.jobs.indexing.encode.Write.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Vectors that need no encoding: those that are remembered, or that stand in an index already. Not
 * thread-safe.
 */
final class KnownVectors {
  private final TargetIndices indices;
  private final VectorMemory memory;
  private final Set<Known> kept = new HashSet<>();
  private Map<WriteTarget, WriteTarget> sources = Map.of();

  /** The field of an index that vectors are read from. */
  private record Place(WriteTarget index, String field) {}

  private record Wanted(Write write, Content content) {}

  /** Of a document and of what makes its vectors. */
  private record Known(String id, String madeBy) {}

  /** Both stay the caller's to close. */
  KnownVectors(TargetIndices indices, VectorMemory memory) {
    this.indices = indices;
    this.memory = memory;
  }

  /**
   * From now on a target takes the vectors of equal texts from an index of the same document side,
   * where both have as many vectors a document; and no other target does.
   *
   * @throws IOException if it cannot be read how many they have
   */
  void takeFrom(WriteTarget target, WriteTarget from) throws IOException {
    boolean alike = indices.shape(target).chunking().equals(indices.shape(from).chunking());
    sources = alike ? Map.of(target, from) : Map.of();
  }

  /** From now on these writes alone are of use to the memory, by their document sides. */
  void write(Map<String, List<Write>> bySide) {
    Set<String> makers = new HashSet<>();
    bySide.forEach(
        (side, writes) ->
            writes.forEach(
                write ->
                    write
                        .contents()
                        .values()
                        .forEach(content -> makers.add(content.madeBy(side)))));
    memory.write(makers);
  }

  /** The document is gone. */
  void forget(String id) {
    memory.forget(id);
  }

  /**
   * What is known of the contents of writes that one document side makes: an index that is still
   * being built lacks what the serving one may have, and takes it from there.
   */
  Map<Content, float[][]> find(String side, List<Write> writes) throws IOException {
    kept.clear();
    Map<Content, float[][]> vectors = new HashMap<>();
    Map<Place, List<Wanted>> stored = new LinkedHashMap<>();
    for (Write write : writes) {
      for (Map.Entry<String, Content> field : write.contents().entrySet()) {
        Content content = field.getValue();
        Optional<float[][]> remembered =
            write.sameText()
                ? memory.find(write.document().id(), content.madeBy(side), content::digest)
                : Optional.empty();
        if (remembered.isPresent()) {
          vectors.put(content, remembered.get());
          kept.add(new Known(write.document().id(), content.madeBy(side)));
          continue;
        }
        place(write, field.getKey(), content)
            .ifPresent(
                place ->
                    stored
                        .computeIfAbsent(place, key -> new ArrayList<>())
                        .add(new Wanted(write, content)));
      }
    }
    for (Map.Entry<Place, List<Wanted>> entry : stored.entrySet()) {
      read(entry.getKey(), entry.getValue(), vectors);
    }
    return vectors;
  }

  private Optional<Place> place(Write write, String field, Content content) throws IOException {
    if (write.sameText()) {
      return Optional.of(new Place(write.target(), field));
    }
    WriteTarget from = sources.get(write.target());
    return from == null ? Optional.empty() : field(from, content).map(f -> new Place(from, f));
  }

  /** The field of an index that has vectors of the same profile. */
  private Optional<String> field(WriteTarget from, Content content) throws IOException {
    return content.profile().isEmpty()
        ? Optional.of(from.vectorField())
        : indices.shape(from).taskVectors().stream()
            .filter(own -> content.profile().equals(Optional.of(own.profile())))
            .map(TaskVectors::field)
            .findFirst();
  }

  private void read(Place place, List<Wanted> wanted, Map<Content, float[][]> vectors)
      throws IOException {
    List<Wanted> missing =
        wanted.stream().filter(each -> !vectors.containsKey(each.content())).toList();
    if (missing.isEmpty()) {
      return;
    }
    Map<String, float[][]> found =
        indices.vectors(
            place.index(),
            place.field(),
            missing.stream().map(each -> each.write().document()).toList());
    for (Wanted each : missing) {
      float[][] vectorsOfDocument = found.get(each.write().document().id());
      if (vectorsOfDocument != null) {
        vectors.put(each.content(), vectorsOfDocument);
      }
    }
  }

  /**
   * Remembers the vectors of writes that {@link #find} was asked for last, but for those that it
   * remembered; contents without vectors have none to remember.
   */
  void keep(String side, List<Write> writes, Map<Content, float[][]> vectors) throws IOException {
    for (Write write : writes) {
      for (Content content : write.contents().values()) {
        float[][] own = vectors.get(content);
        String madeBy = content.madeBy(side);
        if (own != null && kept.add(new Known(write.document().id(), madeBy))) {
          memory.keep(write.document().id(), madeBy, content::digest, own);
        }
      }
    }
  }
}
