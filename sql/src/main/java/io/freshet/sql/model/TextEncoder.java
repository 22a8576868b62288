/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.sql.model;

import io.freshet.model.EmbeddingModel;
import io.freshet.serving.encoding.FixedVersion;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A model that reads texts in one way, held until this is closed. Thread-safe. */
public final class TextEncoder implements AutoCloseable {
  private final Shared.Lease<FixedVersion> lease;
  private final TextSettings settings;

  TextEncoder(Shared.Lease<FixedVersion> lease, TextSettings settings) {
    this.lease = lease;
    this.settings = settings;
  }

  /** The digest of the model: vectors of one digest can be compared. */
  public String digest() {
    EmbeddingModel model = lease.value().model();
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
    FixedVersion version = lease.value();
    return version
        .encode(settings.tokenize(version.model(), List.of(text)))
        .thenApply(vectors -> vectors[0]);
  }

  /** Lets the model go; closing again does nothing. */
  @Override
  public void close() {
    lease.close();
  }
}
