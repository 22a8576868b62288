/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving.live;

import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.connectors.opensearch.generations.ServingGeneration;
import io.freshet.serving.QueryVersion;
import io.freshet.serving.encoding.LoadedVersion;
import io.freshet.serving.encoding.VersionEncoder;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An index, the version that built it, and the version that encodes queries for it, for one request
 * to hold: whatever is switched meanwhile, they stay together and in memory. To be closed when the
 * request ends; closing again does nothing.
 */
public final class Snapshot implements AutoCloseable {
  private final Shown shown;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** A later version that encodes queries. */
  record Ahead(QueryVersion name, LoadedVersion version) {}

  /** What is shown to requests. */
  record Shown(
      ServingGeneration generation, LoadedVersion version, Optional<Ahead> ahead, Instant since) {

    /** Holds all of it; returns false where some of it is closed already. */
    boolean hold() {
      if (!version.hold()) {
        return false;
      }
      if (ahead.isEmpty() || ahead.get().version().hold()) {
        return true;
      }
      version.release();
      return false;
    }

    void release() {
      version.release();
      ahead.ifPresent(later -> later.version().release());
    }
  }

  /** All of it is held already, for the new snapshot to let go. */
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

  /** Encodes queries to search the index by: into the space of the version that built it. */
  public VersionEncoder queries() {
    return queryVersion(Optional.empty()).encoder();
  }

  /** The later version that {@link #queries} is of; empty for the one that built the index. */
  public Optional<QueryVersion> ahead() {
    return shown.ahead().map(Ahead::name);
  }

  /** The name of the version that encodes queries of no task. */
  public String queriesBy() {
    return queriesBy(Optional.empty());
  }

  /** The name of the version that encodes queries of a task, or of none. */
  String queriesBy(Optional<String> task) {
    return aheadFor(task).map(later -> later.name().name()).orElse(generation().versionName());
  }

  /** The task whose projection the vectors went through that its queries are compared with. */
  Optional<String> projection(Optional<String> task) {
    return generation().profile(task).flatMap(DocumentProfile::projection);
  }

  /** Whether a later version fits was tried on the vectors of all tasks alone. */
  private Optional<Ahead> aheadFor(Optional<String> task) {
    return generation().profile(task).isEmpty() ? shown.ahead() : Optional.empty();
  }

  /** Since when requests get this generation here. */
  public Instant since() {
    return shown.since();
  }

  LoadedVersion version() {
    return shown.version();
  }

  /** The version that encodes queries of a task, or of none. */
  LoadedVersion queryVersion(Optional<String> task) {
    return aheadFor(task).map(Ahead::version).orElse(shown.version());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      shown.release();
    }
  }
}
