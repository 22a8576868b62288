/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import java.util.Map;
import org.apache.flink.api.connector.source.SourceEvent;

/** What readers and enumerator tell each other. */
public sealed interface BackfillEvent extends SourceEvent {

  /**
   * Reader to enumerator: how far its splits of a generation are. Only for the eye.
   *
   * @param positions by partition
   */
  record Advanced(int generation, Map<Integer, Long> positions) implements BackfillEvent {
    public Advanced {
      positions = Map.copyOf(positions);
    }
  }

  /**
   * Reader to enumerator: all of these splits is covered by a completed checkpoint. May be
   * repeated.
   *
   * @param stops the stop offsets of the splits, by partition
   */
  record Done(int generation, Map<Integer, Long> stops) implements BackfillEvent {
    public Done {
      stops = Map.copyOf(stops);
    }
  }

  /**
   * Enumerator to reader: the enumerator's own state knows that these splits are done, so the
   * reader need not keep them in its state any longer. Events to readers never overtake a
   * checkpoint of the enumerator, so one of the two always knows.
   *
   * @param stops as they were told
   */
  record DoneKnown(int generation, Map<Integer, Long> stops) implements BackfillEvent {
    public DoneKnown {
      stops = Map.copyOf(stops);
    }
  }

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
