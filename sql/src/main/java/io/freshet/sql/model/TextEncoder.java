/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import io.freshet.serving.live.FixedVersion;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A model that reads texts in one way, held until this is closed. Thread-safe. */
public final class TextEncoder implements AutoCloseable {
  private final FixedVersion version;
  private final TextSettings settings;
  private final Runnable release;
  private boolean closed;

  TextEncoder(FixedVersion version, TextSettings settings, Runnable release) {
    this.version = version;
    this.settings = settings;
    this.release = release;
  }

  /** The digest of the model: vectors of one digest can be compared. */
  public String digest() {
    return switch (settings.role()) {
      case QUERY -> version.model().digest();
      case DOCUMENT -> version.model().documentDigest();
    };
  }

  /**
   * Encodes a text together with those that others wait for.
   *
   * @return [dimension], completed by the thread that encodes, which must not be held up
   */
  public CompletableFuture<float[]> encode(String text) {
    return version
        .encode(settings.tokenize(version.model(), List.of(text)))
        .thenApply(vectors -> vectors[0]);
  }

  /** Lets the model go; closing again does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release.run();
    }
  }
}
