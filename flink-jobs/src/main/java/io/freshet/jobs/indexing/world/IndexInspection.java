/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.connectors.opensearch.client.DocumentFields;
import io.freshet.connectors.opensearch.client.DocumentReader;
import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.client.StoredDocument;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.controller.Outcome;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at an index that was built, before it serves; and at one that another is built beside. */
record IndexInspection(GenerationStore store, SearchClient search, DocumentReader reader) {
  private static final Logger LOG = LoggerFactory.getLogger(IndexInspection.class);
  private static final double TOLERATED_SHARE = 0.99;
  private static final int SAMPLE = 200;
  private static final long SEED = 42;
  private static final double CHARACTERS_A_TOKEN = 4;

  /**
   * Counts and probes. The serving generation is counted before and after, for documents come and
   * go meanwhile; a write that is not in both yet may still make the counts differ, so they are
   * taken a few times before a small difference is let pass and a larger one is not.
   */
  Outcome inspect(Generation generation, Optional<Generation> serving) throws OpenSearchFailure {
    long before = serving.isPresent() ? count(serving.get().index()) : 0;
    long documents = count(generation.index());
    long after = serving.isPresent() ? count(serving.get().index()) : 0;
    long expected = Math.min(before, after);
    if (documents < expected
        && (!generation.lastAttempt() || documents < TOLERATED_SHARE * expected)) {
      return again(
          generation, "it has " + documents + " documents, the serving generation " + expected);
    }
    boolean readSome = generation.portions().stream().anyMatch(p -> p.start() < p.stop());
    if (documents == 0 && readSome) {
      return again(generation, "it has no document though the topic has records");
    }
    if (documents > 0
        && search.knn(asIndex(generation), unit(generation.dimension()), 1).isEmpty()) {
      return again(generation, "its vectors are not found");
    }
    return new Outcome.Validated(generation.number(), documents);
  }

  /**
   * About how many tokens the texts of so many documents have, if they are like those of an index.
   * Empty where it has none or cannot be asked: a build waits for no such number.
   */
  OptionalLong tokens(String index, long records) {
    try {
      List<String> ids = search.sample(index, SAMPLE, SEED);
      // Nothing but the texts is wanted, so the text stands for the field of vectors.
      Collection<StoredDocument> sample = reader.read(index, DocumentFields.TEXT, ids).values();
      long characters =
          sample.stream().mapToLong(each -> each.title().length() + each.text().length()).sum();
      return sample.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(
              Math.round((double) characters / sample.size() / CHARACTERS_A_TOKEN * records));
    } catch (OpenSearchFailure e) {
      LOG.info("The size of texts cannot be told: {}", e.getMessage());
      return OptionalLong.empty();
    }
  }

  private static Outcome again(Generation generation, String reason) {
    return new Outcome.Again(generation.number(), reason);
  }

  private long count(String index) throws OpenSearchFailure {
    store.refresh(index);
    return store.count(index);
  }

  /** As the index tells of itself: where its vectors stand is in nobody else's books. */
  private ServingGeneration asIndex(Generation generation) throws OpenSearchFailure {
    return store
        .generation(generation.index())
        .orElseThrow(
            () ->
                new OpenSearchFailure(
                    404, "", "index '" + generation.index() + "' is no generation any more", null));
  }

  private static float[] unit(int dimension) {
    float[] vector = new float[dimension];
    vector[0] = 1;
    return vector;
  }
}
