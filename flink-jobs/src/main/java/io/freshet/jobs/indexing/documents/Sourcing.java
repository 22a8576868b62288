/* SPDX-License-Identifier: Apache-2.0 */
package io.freshet.jobs.indexing.documents;

import io.freshet.connectors.records.Decoded;
import io.freshet.connectors.records.DocumentChange;
import org.apache.flink.api.common.functions.MapFunction;

/** Joins every accepted change with the record that it was read from. */
public final class Sourcing
    implements MapFunction<Decoded<DocumentChange>, Decoded<SourcedChange>> {

  @Override
  public Decoded<SourcedChange> map(Decoded<DocumentChange> decoded) {
    if (decoded instanceof Decoded.Accepted<DocumentChange> accepted) {
      return new Decoded.Accepted<>(
          new SourcedChange(accepted.value(), accepted.received().origin()), accepted.received());
    }
    return new Decoded.Rejected<>(((Decoded.Rejected<DocumentChange>) decoded).letter());
  }
}
