/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.documents;

import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Origin;

/**
 * A change of a document and the record it was read from, should it end as a dead letter.
 *
 * @param sameText whether title and text are, as far as is known, those of the document's last
 *     change, so that its vector may stand in an index already; never promised, only worth a look
 */
public record SourcedChange(DocumentChange change, Origin origin, boolean sameText) {

  /** A change of which nothing is known yet. */
  public SourcedChange(DocumentChange change, Origin origin) {
    this(change, origin, false);
  }

  /** The document's id, by which changes are partitioned. */
  public String id() {
    return change.id();
  }

  /** The same, known to leave title and text as they were. */
  public SourcedChange withSameText() {
    return new SourcedChange(change, origin, true);
  }
}
