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
import io.freshet.jobs.indexing.documents.SourcedChange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A document on its way into an index.
 *
 * @param sameText whether its title and text are those of its last change
 * @param shape of the index
 * @param contents what the vectors of each field of the index depend on, by field; the target's
 *     first
 */
record Write(
    WriteTarget target,
    Upsert document,
    Origin origin,
    boolean sameText,
    IndexShape shape,
    Map<String, Content> contents) {

  static Write of(WriteTarget target, SourcedChange sourced, Upsert document, IndexShape shape) {
    Map<String, Content> contents = new LinkedHashMap<>();
    contents.put(target.vectorField(), Content.of(document, shape, Optional.empty()));
    for (TaskVectors own : shape.taskVectors()) {
      contents.put(own.field(), Content.of(document, shape, Optional.of(own.profile())));
    }
    return new Write(target, document, sourced.origin(), sourced.sameText(), shape, contents);
  }

  /**
   * What vectors of a document depend on, beside the document side that makes them.
   *
   * @param profile empty for the way of the version's folder
   */
  record Content(
      String title, String text, Optional<Chunking> chunking, Optional<DocumentProfile> profile) {

    private static Content of(
        Upsert document, IndexShape shape, Optional<DocumentProfile> profile) {
      return new Content(document.title(), document.text(), shape.chunking(), profile);
    }

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
