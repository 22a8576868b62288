/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import io.freshet.model.EmbeddingModel;
import io.freshet.serving.encoding.FixedVersion;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A model that reads texts in one way, held until this is closed. Thread-safe. */
public final class TextEncoder implements AutoCloseable {
  private final Shared.Lease<SharedEncoders.Loaded> lease;
  private final TextSettings settings;
  private final AtomicBoolean closed = new AtomicBoolean();

  TextEncoder(Shared.Lease<SharedEncoders.Loaded> lease, TextSettings settings) {
    this.lease = lease;
    this.settings = settings;
    int unused = lease.value().readers().incrementAndGet();
  }

  /** The digest of the model: vectors of one digest can be compared. */
  public String digest() {
    EmbeddingModel model = lease.value().version().model();
    return switch (settings.role()) {
      case QUERY -> model.digest();
      case DOCUMENT -> model.documentDigest();
    };
  }

  /**
   * Encodes a text together with those that others wait for.
   *
   * @return [dimension], completed by the thread that encodes, which must not be held up
   */
  public CompletableFuture<float[]> encode(String text) {
    FixedVersion version = lease.value().version();
    return version
        .encode(settings.tokenize(version.model(), List.of(text)))
        .thenApply(vectors -> vectors[0]);
  }

  /** Lets the model go; closing again does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      int unused = lease.value().readers().decrementAndGet();
      lease.close();
    }
  }
}
