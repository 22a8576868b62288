/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import org.apache.flink.api.connector.source.SourceEvent;

/** What readers and enumerator tell each other. */
public sealed interface BackfillEvent extends SourceEvent {

  /** Reader to enumerator: how far a split is. Only for the eye. */
  record Advanced(int generation, int partition, long position) implements BackfillEvent {}

  /** Reader to enumerator: all of a split is covered by a completed checkpoint. May be repeated. */
  record Done(int generation, int partition) implements BackfillEvent {}

  /**
   * Enumerator to reader: the enumerator's own state knows that the split is done, so the reader
   * need not keep it in its state any longer. Events to readers never overtake a checkpoint of the
   * enumerator, so one of the two always knows.
   */
  record DoneKnown(String splitId) implements BackfillEvent {}

  /**
   * Enumerator to reader: what is to be read from now on. Splits of other generations are dropped;
   * until a reader was told it reads nothing.
   *
   * @param generation the one that is being built, or {@link #NO_GENERATION}
   * @param perSecond records a second at most over all readers: 0 for a pause, infinite for no
   *     limit
   */
  record Reading(int generation, double perSecond) implements BackfillEvent {
    /** Nothing is to be read. */
    static final int NO_GENERATION = 0;
  }
}
