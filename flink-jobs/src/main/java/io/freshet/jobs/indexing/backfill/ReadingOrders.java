/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.backfill;

import java.util.Optional;

/**
 * What the enumerator last told one reader to read. The task's thread is told, the fetcher's thread
 * follows.
 */
final class ReadingOrders {
  private final int readers;
  private final Pace pace = new Pace(0);
  private volatile Optional<BackfillEvent.Reading> told = Optional.empty();

  /**
   * Nothing was told yet, so nothing is read.
   *
   * @param readers that share the rate
   */
  ReadingOrders(int readers) {
    this.readers = readers;
  }

  /** From now on this is to be read. */
  void tell(BackfillEvent.Reading reading) {
    told = Optional.of(reading);
    pace.set(reading.perSecond() / readers);
  }

  /** Whether a generation is no longer to be read. */
  boolean dropped(int generation) {
    return told.isPresent() && told.get().generation() != generation;
  }

  /** What spreads the records over time. */
  Pace pace() {
    return pace;
  }
}
