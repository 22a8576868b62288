/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.probes;

import io.freshet.evaluation.beir.BeirDocument;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The content of one task's probe set. Immutable and thread-safe.
 *
 * @param queries the judged queries, by id
 * @param corpus the frozen documents, by id
 * @param mark what the refresh that made it left for the next one
 */
public record ProbeSet(
    SortedMap<String, JudgedText> queries, SortedMap<String, BeirDocument> corpus, Mark mark) {

  /**
   * A query with its judgments.
   *
   * @param grades by document id; 0 and below is judged and not relevant
   */
  public record JudgedText(String text, Map<String, Integer> grades) {
    public JudgedText {
      grades = Map.copyOf(grades);
    }
  }

  /**
   * Where the refreshes of a set stand.
   *
   * @param round how many there have been
   * @param judgedUntil the newest time of a judgment of the task that the last one saw, in
   *     milliseconds since the epoch
   */
  public record Mark(long round, long judgedUntil) {
    /** Of a set that no refresh has made. */
    public static final Mark NONE = new Mark(0, Long.MIN_VALUE);
  }

  /** Copies the maps. */
  public ProbeSet {
    queries = Collections.unmodifiableSortedMap(new TreeMap<>(queries));
    corpus = Collections.unmodifiableSortedMap(new TreeMap<>(corpus));
  }

  /** The set of a task that has none yet. */
  public static ProbeSet empty() {
    return new ProbeSet(new TreeMap<>(), new TreeMap<>(), Mark.NONE);
  }
}
