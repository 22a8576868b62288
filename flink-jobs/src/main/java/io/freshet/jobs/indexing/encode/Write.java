/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.encode;

import io.freshet.connectors.Sha256;
import io.freshet.connectors.opensearch.generations.Chunking;
import io.freshet.connectors.opensearch.generations.DocumentProfile;
import io.freshet.connectors.opensearch.generations.IndexShape;
import io.freshet.connectors.opensearch.generations.TaskVectors;
import io.freshet.connectors.opensearch.generations.WriteTarget;
import io.freshet.connectors.records.DocumentChange.Upsert;
import io.freshet.connectors.records.Origin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A document on its way into an index.
 *
 * @param sameText whether its title and text are those of its last change
 * @param shape of the index
 */
record Write(
    WriteTarget target, Upsert document, Origin origin, boolean sameText, IndexShape shape) {

  /** What the vectors of each field of the index depend on, by field; the target's first. */
  Map<String, Content> contents() {
    Map<String, Content> contents = new LinkedHashMap<>();
    contents.put(target.vectorField(), content(Optional.empty()));
    for (TaskVectors own : shape.taskVectors()) {
      contents.put(own.field(), content(Optional.of(own.profile())));
    }
    return contents;
  }

  private Content content(Optional<DocumentProfile> profile) {
    return new Content(document.title(), document.text(), shape.chunking(), profile);
  }

  /**
   * What vectors of a document depend on, beside the document side that makes them.
   *
   * @param profile empty for the way of the version's folder
   */
  record Content(
      String title, String text, Optional<Chunking> chunking, Optional<DocumentProfile> profile) {

    /** Of everything but the profile. */
    String digest() {
      return Sha256.hex("%s %d %s%s".formatted(chunking, title.length(), title, text));
    }

    /**
     * What makes the vectors, by a document side and the profile. A version with a side of its own
     * for documents has no projections, so that side and profile are enough.
     */
    String madeBy(String side) {
      return profile.map(own -> side + " " + own.digest()).orElse(side);
    }
  }
}
