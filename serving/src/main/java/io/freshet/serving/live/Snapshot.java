/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An index and the version that built it, for one request to hold: whatever is switched meanwhile,
 * the two stay together and the version stays in memory. To be closed when the request ends;
 * closing again does nothing.
 */
public final class Snapshot implements AutoCloseable {
  private final Shown shown;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** What is shown to requests. */
  record Shown(ServingGeneration generation, LoadedVersion version, Instant since) {}

  /** The version is held already, for the new snapshot to let go. */
  Snapshot(Shown shown) {
    this.shown = shown;
  }

  /** The index, and which version built it. */
  public ServingGeneration generation() {
    return shown.generation();
  }

  /** Encodes by the version that built the index. */
  public VersionEncoder encoder() {
    return shown.version().encoder();
  }

  /** Since when requests get this generation here. */
  public Instant since() {
    return shown.since();
  }

  LoadedVersion version() {
    return shown.version();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      shown.version().release();
    }
  }
}
