/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.serving;

import io.freshet.connectors.opensearch.generations.Chunking;
import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.connectors.records.DocumentChange.Upsert;
import io.freshet.model.DeviceTurn;
import io.freshet.model.EmbeddingModel;
import io.freshet.model.TextRole;
import io.freshet.model.folder.ModelFolder;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Encodes documents by one version, in the way of its folder or in another: what {@link
 * QueryEncoder} is for queries. Immutable; as thread-safe as the model.
 */
public final class PassageEncoder {
  private final EmbeddingModel model;
  private final DocumentProfile way;

  /**
   * An encoder; the model stays the caller's to close.
   *
   * @param profile as {@link #profile} makes it; empty for the folder's own way
   */
  public PassageEncoder(EmbeddingModel model, Optional<DocumentProfile> profile) {
    this.model = model;
    this.way =
        profile.orElseGet(
            () -> ofFolder(model.prompt(TextRole.DOCUMENT), model.maxLength(TextRole.DOCUMENT)));
  }

  private static DocumentProfile ofFolder(String prompt, int longest) {
    return new DocumentProfile(prompt, longest, Optional.empty());
  }

  /**
   * What becomes of a way with documents by a version: lengths that its folder allows, and no
   * projection where it has none. Empty where that is the folder's own way.
   */
  public static Optional<DocumentProfile> profile(DocumentProfile wanted, ModelFolder version) {
    ModelFolder side = version.documentSide().orElse(version);
    return profile(wanted, side.documentPrompt(), side.maxLength(), version.projectionTasks());
  }

  /** The same for a version that is loaded. */
  public static Optional<DocumentProfile> profile(DocumentProfile wanted, EmbeddingModel version) {
    return profile(
        wanted,
        version.prompt(TextRole.DOCUMENT),
        version.maxLength(TextRole.DOCUMENT),
        version.projectionTasks());
  }

  private static Optional<DocumentProfile> profile(
      DocumentProfile wanted, String prompt, int longest, Set<String> projections) {
    DocumentProfile able =
        new DocumentProfile(
            wanted.prompt(),
            Math.min(wanted.maxLength(), longest),
            wanted.projection().filter(projections::contains));
    return Optional.of(able).filter(own -> !own.equals(ofFolder(prompt, longest)));
  }

  /** What of a document is encoded: all of it as one text, or chunks. */
  public List<String> parts(Upsert document, Optional<Chunking> chunking) {
    if (chunking.isEmpty()) {
      return List.of(document.passage());
    }
    Chunking cut = chunking.get();
    return model.documentParts(
        way.prompt(),
        document.title(),
        document.text(),
        Math.min(cut.tokens(), way.maxLength()),
        cut.overlap(),
        cut.atMost());
  }

  /** Returns vectors [texts, dimension] in the order of the texts. */
  public float[][] encode(List<String> texts) {
    return encode(texts, DeviceTurn.AT_ONCE);
  }

  /**
   * {@link #encode(List)} beside others who use the device.
   *
   * @param turns asked for every call of the device
   */
  public float[][] encode(List<String> texts, DeviceTurn turns) {
    if (texts.isEmpty()) {
      return new float[0][];
    }
    return model.embed(
        model
            .tokenize(texts, TextRole.DOCUMENT, way.prompt(), way.maxLength())
            .through(way.projection()),
        turns);
  }
}
