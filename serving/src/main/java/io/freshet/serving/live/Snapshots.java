/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.serving.live.Snapshot.Shown;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What requests get: an index with its version, exchanged as one. A version that is no longer shown
 * is closed when the last request that holds it ends.
 */
public final class Snapshots implements AutoCloseable {
  private final InstantSource clock;
  private volatile Optional<Shown> shown = Optional.empty();

  /** Shows nothing yet. */
  public Snapshots(InstantSource clock) {
    this.clock = clock;
  }

  /** What is shown now, for the caller to close; empty before anything is. */
  public Optional<Snapshot> take() {
    while (true) {
      Optional<Shown> now = shown;
      if (now.isEmpty()) {
        return Optional.empty();
      }
      if (now.get().version().hold()) {
        return Optional.of(new Snapshot(now.get()));
      }
      // Switched and closed in between: look again.
    }
  }

  /**
   * Shows a generation from now on.
   *
   * @param encoder by the version that built the generation; closed by this
   */
  public void show(ServingGeneration generation, VersionEncoder encoder) {
    show(generation, new LoadedVersion(encoder));
  }

  /** Shows another index of the version that is shown. Only for the one thread that shows. */
  void showAgain(ServingGeneration generation) {
    LoadedVersion version = shown.orElseThrow().version();
    if (!version.hold()) {
      throw new IllegalStateException("nothing is shown any more");
    }
    show(generation, version);
  }

  private void show(ServingGeneration generation, LoadedVersion version) {
    exchange(Optional.of(new Shown(generation, version, clock.instant())));
  }

  private synchronized void exchange(Optional<Shown> next) {
    Optional<Shown> before = shown;
    shown = next;
    before.ifPresent(former -> former.version().release());
  }

  /** Shows nothing any more. */
  @Override
  public void close() {
    exchange(Optional.empty());
  }
}
