/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.serving.QueryVersion;
import io.freshet.serving.encoding.LoadedVersion;
import io.freshet.serving.encoding.VersionEncoder;
import io.freshet.serving.live.Snapshot.Ahead;
import io.freshet.serving.live.Snapshot.Shown;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What requests get: an index with its versions, exchanged as one. A version that is no longer
 * shown is closed when the last request that holds it ends.
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
      if (now.get().hold()) {
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
  public synchronized void show(ServingGeneration generation, VersionEncoder encoder) {
    exchange(
        Optional.of(
            new Shown(generation, new LoadedVersion(encoder), Optional.empty(), clock.instant())));
  }

  /** Shows another index of the version that is shown. Only for the one thread that shows. */
  synchronized void showAgain(ServingGeneration generation) {
    LoadedVersion version = held(shown.orElseThrow().version());
    exchange(Optional.of(new Shown(generation, version, Optional.empty(), clock.instant())));
  }

  /**
   * Lets a later version encode queries, as long as the same generation is shown.
   *
   * @param encoder of its queries, into the space of the generation; closed by this
   * @return whether the generation was still shown
   */
  synchronized boolean showAhead(
      ServingGeneration generation, QueryVersion name, VersionEncoder encoder) {
    LoadedVersion later = new LoadedVersion(encoder);
    if (!isShown(generation)) {
      later.release();
      return false;
    }
    showWith(Optional.of(new Ahead(name, later)));
    return true;
  }

  /**
   * Lets the version that built the generation encode queries again.
   *
   * @return whether the generation was still shown
   */
  synchronized boolean showAlone(ServingGeneration generation) {
    if (!isShown(generation)) {
      return false;
    }
    showWith(Optional.empty());
    return true;
  }

  private boolean isShown(ServingGeneration generation) {
    return shown.map(Shown::generation).equals(Optional.of(generation));
  }

  private void showWith(Optional<Ahead> ahead) {
    Shown now = shown.orElseThrow();
    exchange(Optional.of(new Shown(now.generation(), held(now.version()), ahead, now.since())));
  }

  private static LoadedVersion held(LoadedVersion version) {
    if (!version.hold()) {
      throw new IllegalStateException("nothing is shown any more");
    }
    return version;
  }

  private void exchange(Optional<Shown> next) {
    Optional<Shown> before = shown;
    shown = next;
    before.ifPresent(Shown::release);
  }

  /** Shows nothing any more. */
  @Override
  public synchronized void close() {
    exchange(Optional.empty());
  }
}
