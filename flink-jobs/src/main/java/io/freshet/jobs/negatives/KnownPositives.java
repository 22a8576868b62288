/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.negatives;

import io.freshet.connectors.records.TextItem;
import io.freshet.connectors.records.TrainingExample;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the latest examples say that answers a query: examples of one query often bring one positive
 * each. Texts and ids are kept as numbers, of the {@link #QUERIES} queries that came last, and a
 * restart forgets them: then an answer that another example knows may pass for a negative. Not
 * thread-safe.
 */
public final class KnownPositives {
  /** Queries that are remembered, about 30 MB with three positives each. */
  static final int QUERIES = 1 << 16;

  /** Positives of a query that are remembered. */
  static final int POSITIVES = 64;

  private final LinkedHashMap<Long, Set<Long>> byQuery =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Set<Long>> eldest) {
          return size() > QUERIES;
        }
      };

  /** Takes in what an example says. */
  public void remember(TrainingExample example) {
    if (!Minable.ranksPositives(example)) {
      return;
    }
    long query = query(example);
    Set<Long> known = byQuery.remove(query);
    if (known == null) {
      known = new HashSet<>();
    }
    for (TextItem positive : example.positives()) {
      if (known.size() < POSITIVES) {
        known.add(Texts.fingerprint(positive.text()));
        if (!positive.id().isEmpty()) {
          known.add(id(positive.id()));
        }
      }
    }
    // Last again: a query that comes often is not the eldest.
    byQuery.put(query, known);
  }

  /** Fingerprints of all positives that are known of an example's query, its own among them. */
  public Set<Long> of(TrainingExample example) {
    return Set.copyOf(byQuery.getOrDefault(query(example), Set.of()));
  }

  /** Whether a document is among fingerprints of positives. */
  static boolean contain(Set<Long> positives, Candidate candidate) {
    return positives.contains(Texts.fingerprint(candidate.text()))
        || positives.contains(Texts.fingerprint(candidate.passage()))
        || positives.contains(id(candidate.id()));
  }

  private static long query(TrainingExample example) {
    return Texts.fingerprint(example.task() + '\n' + example.query());
  }

  /** Ids have numbers of their own: an id may be another document's text. */
  private static long id(String id) {
    return ~Texts.fingerprint(id);
  }
}
