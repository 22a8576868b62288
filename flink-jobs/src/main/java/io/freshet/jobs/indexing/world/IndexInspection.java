/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.world;

import io.freshet.connectors.opensearch.client.OpenSearchFailure;
import io.freshet.connectors.opensearch.client.SearchClient;
import io.freshet.connectors.opensearch.generations.GenerationStore;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.jobs.indexing.controller.Generation;
import io.freshet.jobs.indexing.controller.Outcome;
import java.util.Optional;

/** Looks at an index that was built, before it serves. */
record IndexInspection(GenerationStore store, SearchClient search) {
  private static final double TOLERATED_SHARE = 0.99;

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
