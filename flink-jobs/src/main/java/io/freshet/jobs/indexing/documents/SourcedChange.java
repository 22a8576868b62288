/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.documents;

import io.freshet.connectors.records.DocumentChange;
import io.freshet.connectors.records.Origin;

/** A change of a document and the record it was read from, should it end as a dead letter. */
public record SourcedChange(DocumentChange change, Origin origin) {

  /** The document's id, by which changes are partitioned. */
  public String id() {
    return change.id();
  }
}
