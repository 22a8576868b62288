/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.endurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.connectors.opensearch.client.StoredDocument;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.connectors.records.DocumentChange;
import io.freshet.jobs.indexing.IndexingStack;
import io.freshet.jobs.indexing.TestDocuments;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * Writes documents as producers do that know no order: new states and deletes, the same state
 * again, and old states late. What a state says follows from its document and version alone, so the
 * newest version of each document is the model of the input. Thread-safe.
 */
final class RandomWrites {
  /** One in so many states is a delete. */
  private static final int DELETES = 5;

  private final IndexingStack stack;
  private final int steady;
  private final int changing;
  private final Random random;
  private final Map<Integer, Long> newest = new TreeMap<>();
  private long written;
  private long allowed = Long.MAX_VALUE;

  /**
   * Nothing is written yet.
   *
   * @param steady documents that {@link #writeSteady} writes once and that stay as they are
   * @param changing documents after these that change
   */
  RandomWrites(IndexingStack stack, int steady, int changing, long seed) {
    this.stack = stack;
    this.steady = steady;
    this.changing = changing;
    this.random = new Random(seed);
  }

  /** Writes the documents that stay. */
  synchronized void writeSteady() {
    for (int number = 0; number < steady; number++) {
      newest.put(number, 1L);
      stack.produce(TestDocuments.upsert(number, 1), true);
    }
  }

  /** Writes one state of one document. */
  synchronized void write() {
    int number = steady + random.nextInt(changing);
    long known = newest.getOrDefault(number, 0L);
    long version =
        switch (known == 0 ? 0 : random.nextInt(10)) {
          case 8 -> known;
          case 9 -> 1 + random.nextInt(Math.toIntExact(known));
          default -> known + 1;
        };
    newest.merge(number, version, Math::max);
    stack.produce(change(number, version), true);
    written++;
  }

  /** Writes on in a thread of its own, as far as allowed, until told to end. */
  CompletableFuture<Void> writeUntil(AtomicBoolean ended, Duration pause) {
    return CompletableFuture.runAsync(
        () -> {
          while (!ended.get()) {
            if (written() < allowed()) {
              write();
            }
            LockSupport.parkNanos(pause.toNanos());
          }
        });
  }

  private synchronized long allowed() {
    return allowed;
  }

  /**
   * Only so many states may be written in all, beside the steady ones: a topic is read as a whole.
   */
  synchronized void allow(long inAll) {
    allowed = inAll;
  }

  /** How many states were written beside the steady ones. */
  synchronized long written() {
    return written;
  }

  /** The newest version of each document, all of which is in Kafka. */
  synchronized Map<Integer, Long> newest() throws Exception {
    stack.flush();
    return new TreeMap<>(newest);
  }

  private static boolean deleted(int number, long version) {
    return version > 1 && (number * 31L + version * 17) % DELETES == 0;
  }

  private static DocumentChange change(int number, long version) {
    return deleted(number, version)
        ? TestDocuments.delete(number, version)
        : TestDocuments.upsert(number, version);
  }

  private static Map<String, StoredDocument> stored(
      IndexingStack stack, ServingGeneration generation, Map<Integer, Long> states)
      throws Exception {
    return stack.documents(
        generation, 1 + states.keySet().stream().mapToInt(n -> n).max().orElse(0));
  }

  /** Of every document what is stored is this state or a later one: nothing is missing or stale. */
  void assertNotOlder(ServingGeneration generation, Map<Integer, Long> states) throws Exception {
    Map<String, StoredDocument> stored = stored(stack, generation, states);
    states.forEach(
        (number, version) -> {
          StoredDocument document = stored.get(TestDocuments.id(number));
          if (document == null) {
            assertThat(deletedSince(number, version))
                .as("document %d is missing in %s but not deleted", number, generation.index())
                .isTrue();
          } else {
            assertThat(document.version())
                .as("version of document %d in %s", number, generation.index())
                .isGreaterThanOrEqualTo(version);
            assertSays(number, document);
          }
        });
  }

  /** Whether this state or one that was written after it is a delete. */
  private synchronized boolean deletedSince(int number, long version) {
    return LongStream.rangeClosed(version, newest.getOrDefault(number, version))
        .anyMatch(later -> deleted(number, later));
  }

  private static void assertSays(int number, StoredDocument document) {
    assertThat(document.deleted())
        .as("document %d in its version %d is deleted", number, document.version())
        .isEqualTo(deleted(number, document.version()));
    if (!document.deleted()) {
      assertThat(document.text()).isEqualTo(TestDocuments.text(number, document.version()));
    }
  }

  /** Whether an index holds of every document its newest state. */
  boolean reached(ServingGeneration generation) throws Exception {
    Map<Integer, Long> states = newest();
    Map<String, StoredDocument> stored = stored(stack, generation, states);
    return states.entrySet().stream()
        .allMatch(state -> is(state.getKey(), state.getValue(), stored));
  }

  private static boolean is(int number, long version, Map<String, StoredDocument> stored) {
    StoredDocument document = stored.get(TestDocuments.id(number));
    return deleted(number, version)
        ? document == null || document.deleted()
        : document != null && document.version() == version;
  }

  /** An index is equal to the model of the input: documents, texts, vectors, and no others. */
  void assertEqualTo(ServingGeneration generation) throws Exception {
    Map<Integer, Long> states = newest();
    assertNotOlder(generation, states);
    List<Map.Entry<Integer, Long>> living =
        states.entrySet().stream()
            .filter(state -> !deleted(state.getKey(), state.getValue()))
            .toList();
    stack.store.refresh(generation.index());
    assertThat(stack.store.count(generation.index())).isEqualTo(living.size());
    EmbeddingModel model = stack.versions.model(generation.digest(), generation.modelUri());
    float[][] expected =
        model.embed(
            living.stream()
                .map(state -> TestDocuments.titled(state.getKey(), state.getValue()))
                .toList(),
            TextRole.DOCUMENT);
    Map<String, StoredDocument> stored = stored(stack, generation, states);
    for (int i = 0; i < expected.length; i++) {
      int number = living.get(i).getKey();
      StoredDocument document = stored.get(TestDocuments.id(number));
      assertThat(document).as("document %d", number).isNotNull();
      assertThat(document.version()).isEqualTo(living.get(i).getValue());
      assertThat(document.vector())
          .as("vector of document %d in %s", number, generation.index())
          .containsExactly(expected[i], within(1e-4f));
    }
  }
}
